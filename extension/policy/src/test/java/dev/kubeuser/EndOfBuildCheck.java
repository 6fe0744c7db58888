// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Runs when all tests of this module have, in a JVM of its own: they left no file, nor did a program that they ran. */
class EndOfBuildCheck {

    @Test
    void no_file_is_left() {
        assertThat(Path.of(System.getProperty("java.io.tmpdir"))).isEmptyDirectory();
    }

    @Test
    void no_file_of_a_program_is_left() throws Exception {
        Path ofPrograms = Path.of(Objects.requireNonNull(System.getenv("TMPDIR"), "TMPDIR is not set"));
        assertThat(ofPrograms).isEmptyDirectory();
        Files.delete(ofPrograms);
    }
}
