// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is given on the command line is taken as it is, and each mistake is told in a sentence that nothing obeys. */
class OperandsTest {

    private static final String ORDERS = "src/test/resources/orders.yaml";
    private static final String HOSTILE = "none\n::error::x\u001bc\u202e";
    private static final String SHOWN = "none\\n::error::x\\x1bc\\u202e";

    @TempDir
    private Path directory;

    @Test
    void a_name_that_begins_with_an_at_sign_is_a_name() throws IOException {
        Path more = Files.writeString(directory.resolve("more"), ORDERS);
        String operand = "@" + more;
        Run.of("lint %s", operand).mistaken(operand + " does not exist");
        Run.of("%s", operand).mistaken("Unmatched argument at index 0: '" + operand + "'");
        Run.of("check %s --coverage 1", operand).mistaken("No test recorded anything in " + operand);
        assertThat(Run.of("lint %s --who-can %s", ORDERS, "get " + operand).err())
                .doesNotContain(ORDERS);
    }

    @ParameterizedTest
    @CsvSource({
        "lint NONE, does not exist",
        "lint NONE/*.yaml, there is no directory",
        "lint classpath:NONE, is not on the class path",
        "lint kustomize:NONE, there is no kustomization.yaml",
        "compare --access NONE NONE, does not exist",
        "check NONE --coverage 1, No test recorded anything in",
        "report NONE, No test recorded anything in",
        "NONE, Unmatched argument",
        "lint FILE --NONE, Unknown option",
        "lint FILE --format NONE, expected one of",
        "lint FILE --can NONE, a",
        "lint FILE --who-can NONE, is not a resource",
        "lint FILE --kubernetes NONE, is not a version of Kubernetes",
        "lint FILE --accepted-risks NONE, there is no such file",
        "check --coverage NONE, a whole number is needed",
        "check --mutation-score NONE, --mutation-score ",
        "check --accepted-risks NONE, --accepted-risks ",
        "check --proof-limit NONE, --proof-limit ",
        "check --build NONE --coverage 1, a"
    })
    void what_a_terminal_would_obey_is_shown(String line, String words) {
        Object[] operands = Stream.of(line.replace("FILE", ORDERS).split(" ", -1))
                .map(word -> word.replace("NONE", HOSTILE))
                .toArray();
        Run.of("%s ".repeat(operands.length), operands).mistaken(words);
    }

    @Test
    void an_operand_is_shown_on_one_line() {
        Run.of("lint %s", HOSTILE).mistaken("kubeuser lint: " + SHOWN + " does not exist; ");
        Run.of("%s", HOSTILE).mistaken("Unmatched argument at index 0: '" + SHOWN + "'");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no file of Windows has a line break in its name")
    void a_file_with_a_line_break_in_its_name_is_read() throws IOException {
        Files.copy(Path.of("src/test/resources/deployers.yaml"), directory.resolve("a\n::error::.yaml"));
        assertThat(Run.of("lint %s", directory).ended(1).out())
                .contains("(" + directory + "/a\\n::error::.yaml:6)")
                .doesNotContain("\n::");
    }

    @Test
    void what_is_not_a_directory_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Run.of("check %s --coverage 1", file).mistaken(file + " is not a directory");
        Run.of("report %s", file).mistaken(file + " is not a directory");
        Run.of("report %s -o %s", directory, file).mistaken(file + " is not a directory");
    }

    /** A pull request may have committed it. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no link without a privilege")
    void nothing_is_written_through_a_link() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Path file = Files.writeString(elsewhere.resolve("file"), "as it was");
        Path linked = Files.createSymbolicLink(directory.resolve("linked"), elsewhere);
        Path toFile = Files.createSymbolicLink(directory.resolve("access.xml"), file);
        Run.of("init %s %s", linked, ORDERS).mistaken(linked + " is a link");
        Run.of("report %s -o %s", directory, linked).mistaken(linked + " is a link");
        Run.of("run --report %s -- true", linked).mistaken(linked + " is a link");
        Path table = Files.writeString(
                directory.resolve("access.yaml"),
                "[{given: user:bob, when: {verb: get, path: /healthz}, then: allow}]");
        String lines = "test " + table + " --junit-xml " + toFile;
        for (String line : List.of(lines, "test --golden " + toFile + " --golden-of user:bob --golden-update")) {
            assertThat(Run.of(line).ended(3).err())
                    .contains(toFile + " could not be written: " + toFile + " is a link, and what it leads to could be"
                            + " elsewhere: name the place itself, or remove the link");
        }
        assertThat(elsewhere).isDirectoryNotContaining(found -> !found.equals(file));
        assertThat(file).hasContent("as it was");
    }

    /** A link in the middle of a name is no better. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no link without a privilege")
    void nothing_is_written_below_a_link_in_the_working_directory() throws IOException {
        Path link = Files.createSymbolicLink(
                Path.of("target", "linked-" + directory.getFileName()), directory.toAbsolutePath());
        try {
            Run run = Run.of("init %s %s", link.resolve("first"), ORDERS).ended(3);
            assertThat(run.err()).contains(link + " is a link");
            assertThat(directory).isEmptyDirectory();
        } finally {
            Files.delete(link);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0668\u0660", "+80", "080", "8 0", "1e1"})
    void a_percentage_is_written_in_digits(String percent) {
        Run.of("check --coverage %s", percent)
                .mistaken("--coverage " + percent + ": a whole number is needed, as in 80");
    }

    @Test
    void a_mistake_is_told_with_a_guess_or_where_the_options_are() {
        assertThat(Run.of("lint %s --format html", ORDERS)
                        .mistaken("but was 'html'")
                        .err())
                .endsWith("\nkubeuser help lint lists its options\n")
                .hasLineCount(2);
        assertThat(Run.of("help runn").mistaken("Unknown subcommand 'runn'.").err())
                .endsWith("\nDid you mean: kubeuser run?\n")
                .hasLineCount(2);
        assertThat(Run.of("lint %s --cann x", ORDERS)
                        .mistaken("Unknown option: '--cann'")
                        .err())
                .contains("Possible solutions: --can")
                .hasLineCount(2);
        Run.of("").mistaken("Missing required subcommand", "\nCommands:\n");
    }

    @Test
    void messages_name_options() {
        Run.of("check --coverage 900")
                .mistaken("kubeuser check: --coverage 900: whole percent from 0 to 100 are needed");
        assertThat(Run.of("run --kubernetes 1.36 -- true").err())
                .contains(
                        "(for the command line, put its jar beside the others)", "choose another kind with --cluster");
        assertThat(Run.of("run --cluster existing -- true").err())
                .contains("kubeuser run: an existing cluster needs ")
                .doesNotContain("kubeuser.context");
        Run.of("test --manifests %s access.yaml", ORDERS)
                .mistaken("; --manifests takes all names up to the next option, so name tables before it");
    }
}
