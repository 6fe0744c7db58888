// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A golden file is written only when asked, and only to the place that its name says. */
class GoldenTest {

    @TempDir
    private Path directory;

    private static Optional<List<String>> checked(Golden golden, Golden.Mode mode) {
        return golden.check(
                mode,
                "now\n",
                List.of("  now"),
                () -> golden.read().equals("now\n") ? Optional.empty() : Optional.of(List.of("but it is different")));
    }

    @Test
    void is_written_with_its_directory() {
        Golden golden = new Golden(directory.resolve("new/golden.txt"), "it");
        assertThat(checked(golden, Golden.Mode.UPDATE)).isEmpty();
        assertThat(golden.file()).hasContent("now\n");
        assertThat(checked(golden, Golden.Mode.COMPARE)).isEmpty();
    }

    @Test
    void is_compared_whatever_its_line_breaks() throws IOException {
        Golden golden = new Golden(Files.writeString(directory.resolve("golden.txt"), "now\r\n"), "it");
        assertThat(checked(golden, Golden.Mode.COMPARE)).isEmpty();
    }

    @Test
    void a_difference_or_a_missing_file_is_told() throws IOException {
        Golden golden = new Golden(directory.resolve("golden.txt"), "what is found");
        String expected = "Expecting what is found to be as in " + golden.file();
        assertThat(checked(golden, Golden.Mode.COMPARE))
                .contains(List.of(
                        expected,
                        "but the file does not exist. Write it with -Dkubeuser.golden=update, review it and commit it:",
                        "  now"));
        Files.writeString(golden.file(), "before\n");
        assertThat(checked(golden, Golden.Mode.COMPARE))
                .contains(List.of(
                        expected,
                        "but it is different",
                        "If this is intended, write the file again with -Dkubeuser.golden=update and commit it."));
        assertThat(golden.file()).hasContent("before\n");
    }

    @Test
    void is_not_written_over_a_link() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere.txt"), "of somebody else");
        Golden golden = new Golden(Files.createSymbolicLink(directory.resolve("golden.txt"), elsewhere), "it");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> checked(golden, Golden.Mode.UPDATE))
                .withMessageContaining("golden.txt could not be written:")
                .withMessageContaining("is a link");
        assertThat(elsewhere).hasContent("of somebody else");
    }

    @Test
    void what_cannot_be_read_is_said_with_its_reason() {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> checked(new Golden(directory, "it"), Golden.Mode.COMPARE))
                .withMessage(directory + " could not be read: it is a directory");
    }
}
