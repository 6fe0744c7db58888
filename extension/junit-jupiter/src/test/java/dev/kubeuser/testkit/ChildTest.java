// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.kubeuser.kinds.KindUnderTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs one test class in a {@link ChildJvm}, on the kind of cluster under test. */
public final class ChildTest {

    private ChildTest() {}

    /** What the child does: runs the class that is named and prints what failed. */
    public static void main(String[] arguments) throws ClassNotFoundException {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        try (LauncherSession session = LauncherFactory.openSession()) {
            Launcher launcher = session.getLauncher();
            launcher.execute(
                    LauncherDiscoveryRequestBuilder.request()
                            .selectors(selectClass(Class.forName(arguments[0])))
                            .build(),
                    summary);
            System.out.println(summary.getSummary().getTestsSucceededCount() + " tests succeeded on JUnit "
                    + Test.class.getPackage().getImplementationVersion());
            summary.getSummary().printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        }
        System.exit((int) summary.getSummary().getTotalFailureCount());
    }

    public static ChildJvm start(Path directory, Class<?> testClass, String... options) throws IOException {
        return start(directory, System.getProperty("java.class.path"), testClass, options);
    }

    /** With another class path than ours. */
    public static ChildJvm start(Path directory, String classPath, Class<?> testClass, String... options)
            throws IOException {
        return ChildJvm.start(directory, new ProcessBuilder(command(directory, classPath, testClass, options)));
    }

    /** In another module than ours. */
    public static ChildJvm startIn(Path module, Class<?> testClass, String... options) throws IOException {
        List<String> command = command(module, System.getProperty("java.class.path"), testClass, options);
        return ChildJvm.start(module, new ProcessBuilder(command).directory(module.toFile()));
    }

    /** Behind another command, which runs it, and with more variables than ours. */
    public static ChildJvm start(
            Path directory, List<String> front, Map<String, String> variables, Class<?> testClass, String... options)
            throws IOException {
        List<String> command = new ArrayList<>(front);
        command.addAll(command(directory, System.getProperty("java.class.path"), testClass, options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        return ChildJvm.start(directory, builder);
    }

    private static List<String> command(Path directory, String classPath, Class<?> testClass, String... options) {
        List<String> command = new ArrayList<>(OwnJvm.command());
        command.addAll(List.of("-cp", classPath, "-Djava.io.tmpdir=" + directory));
        KindUnderTest.settings().forEach((setting, value) -> command.add("-D" + setting + "=" + value));
        command.addAll(List.of(options));
        command.addAll(List.of(ChildTest.class.getName(), testClass.getName()));
        return command;
    }
}
