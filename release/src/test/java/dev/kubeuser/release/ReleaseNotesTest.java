// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReleaseNotesTest {

    private static final String CHANGELOG = """
            # Changelog

            ## [Unreleased]

            ### Added

            - What comes next.

            ## [0.2.0] - 2026-12-01

            ### Added

            - A second thing,
              in two lines.

            ### Changed

            - The first thing.

            ## [0.1.0]

            - The first thing.

            ## [0.0.9] - 2026-01-01

            ### Added

            [0.2.0]: https://example.com/v0.2.0
            """;

    @Test
    void are_the_section_of_the_version() {
        assertThat(ReleaseNotes.of("0.2.0", CHANGELOG)).isEqualTo("""
                        ### Added

                        - A second thing,
                          in two lines.

                        ### Changed

                        - The first thing.""");
    }

    @Test
    void of_a_pre_release_are_what_is_unreleased() {
        assertThat(ReleaseNotes.of("0.3.0-rc.1", CHANGELOG)).isEqualTo("### Added\n\n- What comes next.");
    }

    @Test
    void need_a_section_of_the_very_version() {
        assertThatThrownBy(() -> ReleaseNotes.of("0.2", CHANGELOG))
                .hasMessage("CHANGELOG.md has no section [0.2]: rename [Unreleased] to [0.2] - YYYY-MM-DD, and begin a"
                        + " new [Unreleased] above it.");
    }

    @Test
    void need_a_date() {
        assertThatThrownBy(() -> ReleaseNotes.of("0.1.0", CHANGELOG))
                .hasMessage("The section [0.1.0] of CHANGELOG.md has no date: write ## [0.1.0] - YYYY-MM-DD.");
    }

    @Test
    void need_a_change() {
        assertThatThrownBy(() -> ReleaseNotes.of("0.0.9", CHANGELOG))
                .hasMessage("The section [0.0.9] of CHANGELOG.md lists no change: there is nothing to release.");
    }

    @Test
    void of_this_project_are_not_empty() throws IOException {
        assertThat(ReleaseNotes.of("1.0.0-rc.1", Files.readString(Path.of("../CHANGELOG.md"))))
                .startsWith("###");
    }

    @Test
    void are_printed_by_a_command() throws IOException, InterruptedException {
        Process notes = command("1.0.0-rc.1");
        assertThat(output(notes)).startsWith("###");
        assertThat(notes.waitFor()).isZero();
    }

    @Test
    void that_are_missing_end_the_command_with_a_sentence() throws IOException, InterruptedException {
        Process notes = command("1000.0.0");
        assertThat(output(notes))
                .startsWith("CHANGELOG.md has no section [1000.0.0]")
                .hasLineCount(1);
        assertThat(notes.waitFor()).isEqualTo(1);
    }

    private static Process command(String version) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String source = "src/main/java/dev/kubeuser/release/ReleaseNotes.java";
        return new ProcessBuilder(java, source, version, "../CHANGELOG.md")
                .redirectErrorStream(true)
                .start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
