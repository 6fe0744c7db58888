// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.base.internal.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A program to run to its end. */
record Command(List<String> words, Path directory, Map<String, String> environment, Duration patience) {

    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    static Command of(String... words) {
        return new Command(List.of(words), Path.of(""), Map.of(), Duration.ofMinutes(1));
    }

    /** {@return a sentence about the first program that is not on the {@code PATH}} */
    static Optional<String> firstMissing(List<String> programs) {
        return programs.stream()
                .filter(program -> !isThere(program))
                .findFirst()
                .map(missing -> missing + " is not on the PATH");
    }

    private static boolean isThere(String program) {
        return SEPARATOR
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(directory -> Path.of(directory, program))
                .anyMatch(file -> Files.isExecutable(file) || Files.isExecutable(Path.of(file + ".exe")));
    }

    /** {@return the first line that a program prints of itself, or that it is missing} */
    static String version(String program, String argument) throws IOException, InterruptedException {
        return isThere(program)
                ? of(program, argument).run().lines().findFirst().orElse("")
                : "not there";
    }

    /**
     * {@return what it printed, standard error included}
     *
     * @throws IOException if it fails or takes too long, with what it printed
     */
    String run() throws IOException, InterruptedException {
        Path printed = Files.createTempFile("benchmark-", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(directory.toAbsolutePath().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                Programs.end(process);
                throw new IOException(words.get(0) + " took too long: "
                        + Files.readString(printed).strip());
            }
            String output = Files.readString(printed);
            if (process.exitValue() != 0) {
                throw new IOException(words.get(0) + " ended with " + process.exitValue() + ": " + output.strip());
            }
            return output;
        } finally {
            Files.delete(printed);
        }
    }
}
