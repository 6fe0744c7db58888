// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a program of this repository did.
 *
 * @param exitCode zero if it succeeded
 * @param output what it wrote, errors too
 */
record Command(int exitCode, String output) {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Runs a program in a directory. */
    static Command run(Path directory, String... line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Command(process.waitFor(), output);
    }

    /** {@return the output of a program that must succeed} */
    static String must(Path directory, String... line) throws IOException, InterruptedException {
        Command done = run(directory, line);
        assertThat(done.exitCode)
                .as("%s: %s", String.join(" ", line), done.output)
                .isZero();
        return done.output;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void assertFailedWith(String sentence) {
        assertThat(output).contains(sentence);
        assertThat(exitCode).isEqualTo(1);
    }
}
