// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file holds what was written, whatever the names are, or says why it cannot. */
@RunsOnce
class MatrixTableTest {

    @TempDir
    private Path directory;

    private static AccessMatrix of(String subject) {
        return AccessMatrix.of(
                List.of(new AccessMatrix.Row(subject, "dev", "pods", Set.of("get", "bind"), Set.of("list"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "alice ",
                "  alice\u2003",
                "a\n::error::b",
                "a|b",
                "a\\|b",
                "a\\",
                "&#32;",
                "&amp;#32;",
                "R&D",
                "a\u202eb",
                " "
            })
    void names_are_read_as_they_were(String name) throws IOException {
        Path golden = directory.resolve("golden.md");

        of(name).write(golden);

        assertThat(AccessMatrix.read(golden)).hasValue(of(name));
        assertThat(Files.readAllLines(golden)).hasSize(3);
    }

    @Test
    void blanks_at_the_edges_can_be_seen() {
        assertThat(of(" alice ").markdown()).contains("| &#32;alice&#32; | dev | pods |");
    }

    @Test
    void controls_in_names_are_shown_to_people() {
        assertThat(of("a\n\u001b[31mb").text()).contains("\na\\n\\x1b[31mb  dev        pods");
    }

    @Test
    void what_cannot_be_read_or_written_is_said_with_its_reason() throws IOException {
        Path latin = directory.resolve("latin.md");
        Files.writeString(latin, "caf\u00e9", StandardCharsets.ISO_8859_1);
        Path below = latin.resolve("golden.md");

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> AccessMatrix.read(directory))
                .withMessage(directory + " could not be read: it is a directory");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> AccessMatrix.read(latin))
                .withMessage(
                        latin + " could not be read: it is not in UTF-8: the byte 0xE9 in line 1 is not; save it as"
                                + " UTF-8");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> of("alice").write(below))
                .withMessage(below + " could not be written: there is a file in the place of its directory");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> of("alice").write(directory))
                .withMessage(directory + " could not be written: Is a directory");
    }
}
