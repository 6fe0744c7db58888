// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import dev.kubeuser.campaign.Fault.BrokenPromise;
import dev.kubeuser.campaign.Fault.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that runs tests, seen from outside. */
final class Run {

    /** Far more than any run takes, so that only a hanging run reaches it. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Path output;
    private final Path hold;

    Run(Process process, Path output, Path hold) {
        this.process = process;
        this.output = output;
        this.hold = hold;
    }

    void awaitLine(String line) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!output().contains(line)) {
            if (!process.isAlive()) {
                throw new BrokenPromise("ended with " + process.exitValue() + " before \"" + line + "\": " + tail());
            }
            if (Instant.now().isAfter(end)) {
                throw new BrokenPromise("never said \"" + line + "\": " + tail());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Lets a held test continue. */
    void release() throws IOException {
        Files.deleteIfExists(hold);
    }

    void kill() {
        process.destroyForcibly();
    }

    void signal(String signal) throws IOException, InterruptedException {
        signal(process.toHandle(), signal);
    }

    static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    void await(Duration timeout) throws IOException, InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new BrokenPromise("still running after " + timeout.toSeconds() + " s: " + tail());
        }
    }

    /** Waits for the end of a run behind {@code unshare}. */
    void awaitUnshared(Duration timeout) throws IOException, InterruptedException {
        await(timeout);
        if (output().contains("unshare failed")) {
            throw new Unavailable("it needs the right to make namespaces");
        }
    }

    int exitCode() {
        return process.exitValue();
    }

    void requireGreen() throws IOException, InterruptedException {
        requireGreenWithin(PATIENCE);
    }

    void requireGreenWithin(Duration timeout) throws IOException, InterruptedException {
        await(timeout);
        if (process.exitValue() != 0) {
            throw new BrokenPromise("failed: " + failuresOrTail());
        }
    }

    /** Requires that the run fails and that a failure contains these words. */
    void requireFailure(Duration timeout, String said) throws IOException, InterruptedException {
        await(timeout);
        if (process.exitValue() == 0) {
            throw new BrokenPromise("the run passed");
        }
        List<String> failures = failures();
        if (failures.stream().noneMatch(failure -> failure.contains(said))) {
            throw new BrokenPromise("did not say \"" + said + "\": " + failuresOrTail());
        }
        if (failures.stream().anyMatch(failure -> failure.contains("JsonSyntaxException"))) {
            throw new BrokenPromise("spoke of its own parsing: " + failuresOrTail());
        }
    }

    /** Requires that the run passes, or fails with a message that names the fault. */
    void requireGreenOr(String said) throws IOException, InterruptedException {
        await(PATIENCE);
        if (process.exitValue() != 0) {
            requireFailure(PATIENCE, said);
        }
    }

    List<String> failures() throws IOException {
        return output().lines()
                .filter(line -> line.startsWith(Visit.FAILURE))
                .map(line -> line.substring(Visit.FAILURE.length()))
                .toList();
    }

    private String failuresOrTail() throws IOException {
        return failures().isEmpty() ? tail() : String.join("; ", failures());
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    private String tail() throws IOException {
        List<String> lines = output().lines().toList();
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}
