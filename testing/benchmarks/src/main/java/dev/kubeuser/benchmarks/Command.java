package dev.kubeuser.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program to run to its end. */
record Command(List<String> words, Path directory, Map<String, String> environment, Duration patience) {

    static Command of(String... words) {
        return new Command(List.of(words), Path.of(""), Map.of(), Duration.ofMinutes(1));
    }

    Command with(String... arguments) {
        return new Command(
                Stream.concat(words.stream(), Stream.of(arguments)).toList(), directory, environment, patience);
    }

    Command in(Path other) {
        return new Command(words, other, environment, patience);
    }

    Command with(Map<String, String> other) {
        return new Command(words, directory, other, patience);
    }

    Command within(Duration other) {
        return new Command(words, directory, environment, other);
    }

    /**
     * {@return what it printed, standard error included}
     *
     * @throws IOException if it fails or takes too long, with what it printed
     */
    String run() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (Deadline deadline = new Deadline(process, patience);
                InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(words.get(0) + (deadline.isOver() ? " took too long" : " ended with " + code)
                        + ": " + printed.strip());
            }
            return printed;
        }
    }

    /** Ends a process that takes too long, which also ends the reading of its output. */
    private static final class Deadline implements AutoCloseable {

        private final Process process;
        private final Duration patience;
        private final Thread watchdog = new Thread(this::watch, "deadline");
        private volatile boolean over;

        Deadline(Process process, Duration patience) {
            this.process = process;
            this.patience = patience;
            watchdog.setDaemon(true);
            watchdog.start();
        }

        private void watch() {
            try {
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    over = true;
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } catch (InterruptedException notNeededAnyMore) {
                Thread.currentThread().interrupt();
            }
        }

        boolean isOver() {
            return over;
        }

        @Override
        public void close() {
            watchdog.interrupt();
        }
    }
}
