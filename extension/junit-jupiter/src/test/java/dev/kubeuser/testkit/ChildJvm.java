// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.OwnJvm;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Another Java process that runs one test class, to be watched and killed from outside. */
public final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

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
        return start(directory, command(directory, classPath, testClass, options), Map.of());
    }

    /** In another module than ours. */
    public static ChildJvm startIn(Path module, Class<?> testClass, String... options) throws IOException {
        List<String> command = command(module, System.getProperty("java.class.path"), testClass, options);
        return start(module, new ProcessBuilder(command).directory(module.toFile()));
    }

    /** Behind another command, which runs it, and with more variables than ours. */
    public static ChildJvm start(
            Path directory, List<String> front, Map<String, String> variables, Class<?> testClass, String... options)
            throws IOException {
        List<String> command = new ArrayList<>(front);
        command.addAll(command(directory, System.getProperty("java.class.path"), testClass, options));
        return start(directory, command, variables);
    }

    private static List<String> command(Path directory, String classPath, Class<?> testClass, String... options) {
        List<String> command = new ArrayList<>(OwnJvm.command());
        command.addAll(List.of("-cp", classPath, "-Djava.io.tmpdir=" + directory));
        KindUnderTest.settings().forEach((setting, value) -> command.add("-D" + setting + "=" + value));
        command.addAll(List.of(options));
        command.addAll(List.of(ChildJvm.class.getName(), testClass.getName()));
        return command;
    }

    private static ChildJvm start(Path directory, List<String> command, Map<String, String> variables)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        return start(directory, builder);
    }

    private static ChildJvm start(Path directory, ProcessBuilder builder) throws IOException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        return new ChildJvm(
                builder.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The group of the first match in the output so far, or an empty text. */
    public String find(Pattern pattern) {
        Matcher matcher = pattern.matcher(output());
        return matcher.find() ? matcher.group(1) : "";
    }

    /** The group of the first match, for which it waits two minutes at most, or until the process has ended. */
    public String await(Pattern pattern) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> !find(pattern).isEmpty() || !isAlive());
        assertThat(find(pattern)).as(output()).isNotEmpty();
        return find(pattern);
    }

    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("still running:\n" + output());
        }
        return process.exitValue();
    }

    /** All that it has printed when it has ended, with so many failures. */
    public String ended(int failures) throws IOException, InterruptedException {
        try (ChildJvm child = this) {
            assertThat(child.awaitEnd()).as(child.output()).isEqualTo(failures);
            return child.output();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As Ctrl-C does, by a signal that is not ignored either where the build runs in the background of a shell. */
    public void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Ends it as a crash does, and waits until it has ended. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }
}
