// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A test class that the JDK's compiler makes of text, as of what somebody pasted.
 *
 * @param type the class
 * @param loader its class loader
 */
public record CompiledTest(Class<?> type, URLClassLoader loader) implements AutoCloseable {

    private static final String IMPORTS = """
            import static dev.kubeuser.assertion.KubeAssertions.assertThat;
            import static dev.kubeuser.query.AccessQuery.*;
            import dev.kubeuser.*;
            import dev.kubeuser.access.KubeAccess;
            import dev.kubeuser.cluster.Cluster;
            import dev.kubeuser.rbac.UserInfo;
            import dev.kubeuser.question.ReviewedSubject;
            import org.junit.jupiter.api.Test;
            """;

    /**
     * Compiles a class without imports of its own.
     *
     * @param name its name
     * @param source annotations, the class, its methods
     * @param directory where the files go
     */
    public static CompiledTest of(String name, String source, Path directory) throws IOException {
        assertThat(errors(name, source, directory)).as(source).isEmpty();
        URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, Thread.currentThread().getContextClassLoader());
        try {
            return new CompiledTest(loader.loadClass(name), loader);
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The errors in such a class. */
    public static List<Diagnostic<? extends JavaFileObject>> errors(String name, String source, Path directory)
            throws IOException {
        Path file = Files.writeString(directory.resolve(name + ".java"), IMPORTS + source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
            compiler.getTask(
                            null,
                            files,
                            problems,
                            List.of(
                                    "-proc:none",
                                    "-d",
                                    directory.toString(),
                                    "-cp",
                                    System.getProperty("java.class.path")),
                            null,
                            files.getJavaFileObjects(file))
                    .call();
        }
        return problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
