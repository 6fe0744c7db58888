// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

        assertThat(AccessMatrix.load(golden)).hasValue(of(name));
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
                .isThrownBy(() -> AccessMatrix.load(directory))
                .withMessage(directory + " could not be read: it is a directory");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> AccessMatrix.load(latin))
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

    @Test
    void many_questions_are_told_with_their_time_and_how_to_ask_fewer() {
        assertThat(AccessMatrixBuilder.warning(200, 50, 3_570_000).orElseThrow())
                .isEqualTo("The access matrix asks the API server 3,570,000 questions about 200 subjects in 50 places, "
                        + "which takes about 14 minutes on two cores. To ask fewer, name fewer namespaces: one "
                        + "stands for others with the same roles, and inAllNamespaces() for what "
                        + "ClusterRoleBindings grant. "
                        + "A group stands for its members.");
        assertThat(AccessMatrixBuilder.warning(100, 2, 142_800))
                .hasValueSatisfying(warning -> assertThat(warning).contains(" about 35 s on two cores"));
    }

    @Test
    void usual_ones_are_asked_without_a_word() {
        assertThat(AccessMatrixBuilder.warning(10, 2, 7_170)).isEmpty();
    }
}
