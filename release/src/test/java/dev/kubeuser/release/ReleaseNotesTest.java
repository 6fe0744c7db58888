// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(value = OS.LINUX, disabledReason = "release/notes runs where releases are made")
class ReleaseNotesTest {

    private static final String NOTES = Command.ROOT.resolve("release/notes").toString();
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

    @TempDir
    private Path directory;

    private Command notes(String version) throws Exception {
        Path changelog = Files.writeString(directory.resolve("CHANGELOG.md"), CHANGELOG);
        return Command.run(directory, NOTES, version, changelog.toString());
    }

    @Test
    void are_the_section_of_the_version() throws Exception {
        assertThat(notes("0.2.0")).isEqualTo(new Command(0, """
                        ### Added

                        - A second thing,
                          in two lines.

                        ### Changed

                        - The first thing.
                        """));
    }

    @Test
    void of_a_pre_release_are_what_is_unreleased() throws Exception {
        assertThat(notes("0.3.0-rc.1")).isEqualTo(new Command(0, "### Added\n\n- What comes next.\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.2   | CHANGELOG.md has no section [0.2]: rename [Unreleased] to [0.2] - YYYY-MM-DD, and begin a new [Unreleased] above it.
            0.1.0 | The section [0.1.0] of CHANGELOG.md has no date: write ## [0.1.0] - YYYY-MM-DD.
            0.0.9 | The section [0.0.9] of CHANGELOG.md lists no change: there is nothing to release.
            """)
    void need_a_section_of_the_version_with_a_date_and_a_change(String version, String missing) throws Exception {
        assertThat(notes(version)).isEqualTo(new Command(1, missing + "\n"));
    }

    @Test
    void of_this_project_are_not_empty() throws Exception {
        assertThat(Command.must(directory, NOTES, "1.0.0-rc.1")).startsWith("###");
    }
}
