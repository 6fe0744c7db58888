package dev.kubeuser;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.cluster.ClusterConfigurationTest;
import dev.kubeuser.internal.plan.PlacesTest;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library as it was compiled, and its tests, run under the newest JUnit as well. */
@RunsOn(value = EMBEDDED, because = "which JUnit runs the tests has nothing to do with the kind of cluster")
class CompatibilityTest {

    private static final Path NEWEST = Path.of("target", "junit6");
    private static final Pattern OURS = Pattern.compile(".*[/\\\\]junit-(jupiter|platform)-[^/\\\\]*\\.jar");
    private static final Pattern SUCCEEDED = Pattern.compile("(\\d+) tests succeeded on JUnit 6\\.");

    @ParameterizedTest
    @ValueSource(classes = {PlacesTest.class, InjectionTest.class, ClusterConfigurationTest.class})
    void runs_on_junit_6(Class<?> tests, @TempDir Path directory) throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(directory, newestClassPath(), tests)) {
            assertThat(child.awaitEnd()).as(child.output()).isZero();
            assertThat(Integer.parseInt(child.find(SUCCEEDED)))
                    .as(child.output())
                    .isGreaterThan(4);
        }
    }

    private static String newestClassPath() throws IOException {
        try (Stream<Path> newest = Files.list(NEWEST)) {
            Stream<String> rest = Arrays.stream(
                            System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .filter(entry -> !OURS.matcher(entry).matches());
            return Stream.concat(newest.map(Path::toString), rest).collect(Collectors.joining(File.pathSeparator));
        }
    }
}
