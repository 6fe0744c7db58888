// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static Run assertUsage(Run run, String words) {
        assertThat(run.ended(2).err()).contains(words).doesNotContain("\tat ", "\u001b", "\u202e", "\n::");
        return run;
    }

    @Test
    void a_name_that_begins_with_an_at_sign_is_a_name() throws IOException {
        Path more = Files.writeString(directory.resolve("more"), ORDERS);
        String operand = "@" + more;
        assertUsage(Run.of("lint", operand), operand + " does not exist");
        assertUsage(Run.of(operand), "Unmatched argument at index 0: '" + operand + "'");
        assertUsage(Run.of("check", operand, "--coverage", "1"), "No test recorded anything in " + operand);
        assertThat(Run.of("lint", ORDERS, "--who-can", "get " + operand).err()).doesNotContain(ORDERS);
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
        String[] arguments = line.split(" ");
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = arguments[i].replace("NONE", HOSTILE).replace("FILE", ORDERS);
        }
        assertUsage(Run.of(arguments), words);
    }

    @Test
    void an_operand_is_shown_on_one_line() {
        assertUsage(Run.of("lint", HOSTILE), "kubeuser lint: " + SHOWN + " does not exist; ");
        assertUsage(Run.of(HOSTILE), "Unmatched argument at index 0: '" + SHOWN + "'");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no file of Windows has a line break in its name")
    void a_file_with_a_line_break_in_its_name_is_read() throws IOException {
        Files.copy(Path.of("src/test/resources/deployers.yaml"), directory.resolve("a\n::error::.yaml"));
        assertThat(Run.of("lint", directory.toString()).ended(1).out())
                .contains("(" + directory + "/a\\n::error::.yaml:6)")
                .doesNotContain("\n::");
    }

    @Test
    void what_is_not_a_directory_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertUsage(Run.of("check", file.toString(), "--coverage", "1"), file + " is not a directory");
        assertUsage(Run.of("report", file.toString()), file + " is not a directory");
        assertUsage(Run.of("report", directory.toString(), "-o", file.toString()), file + " is not a directory");
    }

    /** A pull request may have committed it. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no link without a privilege")
    void nothing_is_written_through_a_link() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Path file = Files.writeString(elsewhere.resolve("file"), "as it was");
        Path linked = Files.createSymbolicLink(directory.resolve("linked"), elsewhere);
        Path toFile = Files.createSymbolicLink(directory.resolve("access.xml"), file);
        assertUsage(Run.of("init", linked.toString(), ORDERS), linked + " is a link");
        assertUsage(Run.of("report", directory.toString(), "-o", linked.toString()), linked + " is a link");
        assertUsage(Run.of("run", "--report", linked.toString(), "--", "true"), linked + " is a link");
        Path table = Files.writeString(
                directory.resolve("access.yaml"),
                "[{given: user:bob, when: {verb: get, path: /healthz}, then: allow}]");
        assertNotWritten(toFile, "test", table.toString(), "--junit-xml", toFile.toString());
        String[] update = {"test", "--golden", toFile.toString(), "--golden-of", "user:bob", "--golden-update"};
        assertNotWritten(toFile, update);
        assertThat(elsewhere).isDirectoryNotContaining(found -> !found.equals(file));
        assertThat(file).hasContent("as it was");
    }

    private static void assertNotWritten(Path link, String... arguments) {
        assertThat(Run.of(arguments).ended(3).err())
                .contains(link + " could not be written: " + link + " is a link, and what it leads to could be"
                        + " elsewhere: name the place itself, or remove the link");
    }

    /** A link in the middle of a name is no better. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no link without a privilege")
    void nothing_is_written_below_a_link_in_the_working_directory() throws IOException {
        Path link = Files.createSymbolicLink(
                Path.of("target", "linked-" + directory.getFileName()), directory.toAbsolutePath());
        try {
            Run run = Run.of("init", link.resolve("first").toString(), ORDERS).ended(3);
            assertThat(run.err()).contains(link + " is a link");
            assertThat(directory).isEmptyDirectory();
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void a_directory_has_a_name() {
        assertUsage(Run.of("report", directory.toString(), "-o", ""), "a directory is needed, and the name is empty");
        assertUsage(Run.of("report", ""), "a directory is needed, and the name is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0668\u0660", "+80", "080", "8 0", "1e1"})
    void a_percentage_is_written_in_digits(String percent) {
        assertUsage(
                Run.of("check", "--coverage", percent),
                "--coverage " + percent + ": a whole number is needed, as in 80");
    }

    @Test
    void a_mistake_is_told_with_a_guess_or_where_the_options_are() {
        assertThat(assertUsage(Run.of("lint", ORDERS, "--format", "html"), "but was 'html'")
                        .err())
                .endsWith("\nkubeuser help lint lists its options\n")
                .hasLineCount(2);
        assertThat(assertUsage(Run.of("help", "runn"), "Unknown subcommand 'runn'.")
                        .err())
                .endsWith("\nDid you mean: kubeuser run?\n")
                .hasLineCount(2);
        assertThat(assertUsage(Run.of("lint", ORDERS, "--cann", "x"), "Unknown option: '--cann'")
                        .err())
                .contains("Possible solutions: --can")
                .hasLineCount(2);
        assertThat(assertUsage(Run.of(), "Missing required subcommand").err()).contains("\nCommands:\n");
    }

    @Test
    void messages_name_options() {
        assertUsage(
                Run.of("check", "--coverage", "900"),
                "kubeuser check: --coverage 900: whole percent from 0 to 100 are needed");
        assertThat(Run.of("run", "--kubernetes", "1.36", "--", "true").err())
                .contains(
                        "(for the command line, put its jar beside the others)", "choose another kind with --cluster");
        assertThat(Run.of("run", "--cluster", "existing", "--", "true").err())
                .contains("kubeuser run: an existing cluster needs ")
                .doesNotContain("kubeuser.context");
        assertUsage(
                Run.of("test", "--manifests", ORDERS, "access.yaml"),
                "; --manifests takes all names up to the next option, so name tables before it");
    }

    @ParameterizedTest
    @CsvSource({"99.99, 99.99", "1.7, 1.7", "v1.7.3, v1.7.3"})
    void an_unknown_minor_is_an_error_that_lists_the_known_ones(String version, String shown) {
        assertUsage(
                Run.of("lint", ORDERS, "--kubernetes", version),
                "Kubernetes " + shown + " is not among the minors that this release of kubeuser knows: 1.");
    }

    @Test
    void any_patch_of_a_known_minor_is_known() {
        Run.of("lint", ORDERS, "--kubernetes", "v1.37.99").ended(0);
    }
}
