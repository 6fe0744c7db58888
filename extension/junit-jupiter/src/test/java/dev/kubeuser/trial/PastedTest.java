package dev.kubeuser.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A test class with the assertions that a trial proposes, compiled as a user would. */
final class PastedTest {

    static final String NAME = "dev.kubeuser.trial.Pasted";

    private static final String SOURCE = """
            package dev.kubeuser.trial;

            import static dev.kubeuser.assertion.KubeAssertions.assertThat;
            import static dev.kubeuser.dryrun.Write.*;

            import dev.kubeuser.KubeAdmin;
            import dev.kubeuser.KubeUser;
            import dev.kubeuser.access.KubeAccess;
            import dev.kubeuser.apply.AppliedManifests;
            import dev.kubeuser.apply.ApplyOptions;
            import dev.kubeuser.manifest.Manifests;
            import java.nio.file.Path;
            import org.junit.jupiter.api.Test;

            class Pasted extends %s {
            %s}
            """;

    private static final String TEST = """
            @Test
            void pasted%d(@KubeUser("bob") KubeAccess bob, @KubeUser("carol") KubeAccess carol, @KubeAdmin KubeAccess admin) {
            %s
            }
            """;

    private PastedTest() {}

    /** Compiles a class that has the tests of another, too. */
    static URLClassLoader compiled(Path folder, Class<?> extended, List<String> assertions) throws IOException {
        String tests = IntStream.range(0, assertions.size())
                .mapToObj(number -> TEST.formatted(number, assertions.get(number)))
                .collect(Collectors.joining());
        Path source =
                Files.writeString(folder.resolve("Pasted.java"), SOURCE.formatted(extended.getCanonicalName(), tests));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-parameters", "-proc:none", "-d", folder.toString());
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(source))
                            .call())
                    .as("compiles: %s", tests)
                    .isTrue();
        }
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, PastedTest.class.getClassLoader());
    }
}
