// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the extension says on a JUnit that lacks what it needs. */
@RunsOnce
class OlderJUnitTest {

    private static final Path UNSUPPORTED = Path.of("target", "unsupported-junit");
    private static final Pattern OURS = Pattern.compile(".*[/\\\\]junit-(jupiter|platform)-[^/\\\\]*\\.jar");

    /** Never reached. */
    @KubeUser("alice")
    static class NeedsUser {
        @Test
        void does_nothing() {}
    }

    @Test
    void names_what_it_found_and_what_it_needs(@TempDir Path directory) throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(directory, unsupportedClassPath(), NeedsUser.class)) {
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

    private static String unsupportedClassPath() throws IOException {
        try (Stream<Path> unsupported = Files.list(UNSUPPORTED)) {
            Stream<String> rest = Arrays.stream(
                            System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .filter(entry -> !OURS.matcher(entry).matches());
            return Stream.concat(unsupported.map(Path::toString), rest).collect(Collectors.joining(File.pathSeparator));
        }
    }
}
