// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.OneTest;
import dev.kubeuser.testkit.SessionStores;
import dev.kubeuser.trial.MutationTrial;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said on a JUnit that lacks what is needed. */
@RunsOnce
class OlderJUnitTest {

    private static final Path UNSUPPORTED = Path.of("target", "unsupported-junit");
    private static final Pattern OURS = Pattern.compile(".*[/\\\\]junit-(jupiter|platform)-[^/\\\\]*\\.jar");

    /** Never reached. */
    @KubeUser("alice")
    static class NeedsUser extends OneTest {}

    @Test
    void names_what_it_found_and_what_it_needs(@TempDir Path directory) throws IOException, InterruptedException {
        try (ChildJvm child = ChildTest.start(directory, unsupportedClassPath(), NeedsUser.class)) {
            assertThat(child.awaitEnd()).as(child.output()).isEqualTo(1);
            assertThat(child.output())
                    .contains("0 tests succeeded on JUnit 5.11.4")
                    .contains(
                            "ExtensionConfigurationException: kubeuser needs JUnit 5.12 or newer, but the test runs on"
                                    + " JUnit 5.11.4: import org.junit:junit-bom of 5.12.2 or newer; with Spring "
                                    + "Boot, set the property junit-jupiter.version")
                    .doesNotContain("NoClassDefFoundError", "NoSuchMethodError");
        }
    }

    @KubeUser("alice")
    @KubeVersions("1.36")
    static class OnOneVersion extends OneTest {}

    /** Where JUnit has no class templates. */
    @Test
    @SessionStores.Absent
    void versions_of_kubernetes_name_what_they_found_and_what_they_need() {
        assertThat(EngineRun.of(Map.of("kubeuser.cluster", "embedded"), OnOneVersion.class)
                        .failure())
                .hasMessage("@KubeVersions needs JUnit 5.13 or newer, but the test runs on JUnit 5.12.2: import"
                        + " org.junit:junit-bom of 5.13.4 or newer, or remove the annotation and run the build"
                        + " once for each version with kubeuser.kubernetes.version");
    }

    /** Where JUnit has nothing that outlives a run of the engine. */
    @Test
    @SessionStores.Absent
    void a_trial_names_what_it_found_and_what_it_needs() {
        MutationTrial trial = MutationTrial.ofAdmission(OnOneVersion.class);
        assertThatThrownBy(trial::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A trial of mutants needs JUnit 5.13 or newer, but runs on JUnit 5.12.2: import"
                        + " org.junit:junit-bom of 5.13.4 or newer");
    }

    private static String unsupportedClassPath() throws IOException {
        try (Stream<Path> unsupported = Files.list(UNSUPPORTED)) {
            Stream<String> rest = Arrays.stream(
                            System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .filter(entry -> !OURS.matcher(entry).matches());
            return Stream.concat(unsupported.map(Path::toString), rest).collect(Collectors.joining(File.pathSeparator));
        }
    }
}
