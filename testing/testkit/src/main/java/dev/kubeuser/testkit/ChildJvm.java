// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

/** Another Java process, to be watched and killed from outside. */
public final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Runs a main class with our class path, and with more variables than ours. */
    public static ChildJvm start(Path directory, Map<String, String> variables, Class<?> main) throws IOException {
        List<String> command = new ArrayList<>(OwnJvm.command());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Djava.io.tmpdir=" + directory));
        command.add(main.getName());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        return start(directory, builder);
    }

    /** Runs the command of a builder; its output goes to a file in the directory. */
    public static ChildJvm start(Path directory, ProcessBuilder builder) throws IOException {
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
