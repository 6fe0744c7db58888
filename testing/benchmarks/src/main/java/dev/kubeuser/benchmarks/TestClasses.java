package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.Cluster;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Test classes that JUnit runs in parallel, each with a user and two assertions, and a report.
 *
 * @param count how many classes
 * @param folder for their files
 */
record TestClasses(int count, Path folder) {

    private static final String NAME = "Parallel%dCase";

    private static final String SOURCE = """
        import static dev.kubeuser.assertion.KubeAssertions.assertThat;
        import static dev.kubeuser.query.AccessQuery.get;
        import static dev.kubeuser.query.AccessQuery.list;

        import dev.kubeuser.KubeUser;
        import dev.kubeuser.access.KubeAccess;
        import org.junit.jupiter.api.Test;

        @KubeUser("user-%1$d")
        class Parallel%1$dCase {
            @Test
            void test(KubeAccess user) {
                assertThat(user).cannot(get("secrets").in("default"));
                assertThat(user).cannot(list("pods").in("default"));
            }
        }
        """;

    /** Compiles them. */
    void compile() throws IOException {
        Files.createDirectories(folder);
        List<Path> sources = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            sources.add(Files.writeString(folder.resolve(NAME.formatted(number) + ".java"), SOURCE.formatted(number)));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-parameters", "-proc:none", "-d", folder.toString());
            if (!compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call()) {
                throw new IOException("the test classes in " + folder + " could not be compiled");
            }
        }
    }

    /** Runs them on a cluster that runs. */
    void run(Cluster cluster) throws IOException {
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request()
                    .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                    .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                    .configurationParameter("kubeuser.cluster", "existing")
                    .configurationParameter(
                            "kubeuser.kubeconfig", cluster.adminKubeconfig().toString())
                    .configurationParameter("kubeuser.context", "kubeuser")
                    .configurationParameter(
                            "kubeuser.report", folder.resolve("report").toString());
            for (int number = 0; number < count; number++) {
                request.selectors(DiscoverySelectors.selectClass(loader.loadClass(NAME.formatted(number))));
            }
            run(request.build());
        } catch (ClassNotFoundException missing) {
            throw new IOException("not compiled: " + missing.getMessage(), missing);
        }
    }

    private void run(LauncherDiscoveryRequest request) throws IOException {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        if (summary.getTestsSucceededCount() != count) {
            throw new IOException(summary.getTestsSucceededCount() + " of " + count + " tests passed: "
                    + summary.getFailures().stream()
                            .map(failure -> String.valueOf(failure.getException()))
                            .findFirst()
                            .orElse("the others did not run"));
        }
    }
}
