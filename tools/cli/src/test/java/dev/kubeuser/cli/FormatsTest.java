// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What people, programs and code hosts read of a command: it changes only on purpose. With
 * {@code -Dcontract.update=true} these tests write the files.
 */
class FormatsTest {

    private static final String DIRECTORY = "src/test/resources/formats/";
    private static final String BEFORE = DIRECTORY + "before.yaml";
    private static final String AFTER = DIRECTORY + "after.yaml";

    @ParameterizedTest
    @EnumSource
    void of_lint(Format format) throws IOException {
        assertGolden("lint", format, 1, AFTER);
    }

    @ParameterizedTest
    @EnumSource
    void of_compare(Format format) throws IOException {
        assertGolden(
                "compare",
                format,
                1,
                "--access --accepted-risks " + DIRECTORY + "accepted.txt " + BEFORE + " " + AFTER);
    }

    @ParameterizedTest
    @EnumSource
    void of_test(Format format) throws IOException {
        assertGolden("test", format, 2, DIRECTORY + "access.yaml --manifests " + AFTER);
    }

    private static void assertGolden(String command, Format format, int exitCode, String line) throws IOException {
        String name = format.name().toLowerCase(Locale.ROOT);
        String text = Run.of(command + " --format " + name + " " + line)
                .ended(exitCode)
                .out()
                .replaceFirst("\"endTimeUtc\":\"[^\"]+\"", "\"endTimeUtc\":\"\"")
                .replaceFirst("(\"name\":\"kubeuser \\w+\",)\"version\":\"[^\"]+\",", "$1")
                .replace("\"uri\":\"tools/cli/", "\"uri\":\"");
        Path golden = Path.of(DIRECTORY, command + "." + name);
        if (Boolean.getBoolean("contract.update")) {
            Files.writeString(golden, text);
        }
        assertThat(text)
                .as("run this test with -Dcontract.update=true, and review what changes")
                .isEqualTo(Files.readString(golden));
    }
}
