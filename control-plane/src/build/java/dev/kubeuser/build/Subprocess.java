package dev.kubeuser.build;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A program that runs for this build, and ends with it. */
final class Subprocess {

    record Output(int exit, String text) {}

    private final Process process;

    private Subprocess(Process process) {
        this.process = process;
    }

    static Subprocess start(Path directory, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return new Subprocess(process);
    }

    Output output() throws IOException, InterruptedException {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }

    /** Reads it to its end, with a line of progress every ten seconds. */
    boolean succeeds(Consumer<String> onLine, Supplier<String> progress, Log log) throws InterruptedException {
        Thread reader = new Thread(() -> read(onLine));
        reader.start();
        long start = System.nanoTime();
        while (!process.waitFor(10, TimeUnit.SECONDS)) {
            log.say(progress.get() + ", " + Log.since(start));
        }
        reader.join();
        return process.exitValue() == 0;
    }

    private void read(Consumer<String> onLine) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(onLine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
