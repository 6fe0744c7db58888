// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in docs/escalation-paths.md has each technique, with its level, and names tests that there are. */
class EscalationPathsPageTest {

    private static final Path PAGE = SourceTree.file("docs/escalation-paths.md");

    /** Here, and those that take the steps on a cluster. */
    private static final List<Path> TESTS = Stream.of("policy", "junit-jupiter")
            .map(module -> SourceTree.file("extension/" + module + "/src/test/java/dev/kubeuser/rbac/escalation"))
            .toList();

    /** The cells of each row: the technique, what it takes, its level, and the tests that try it. */
    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> List.of(line.substring(2).split(" \\|( |$)")))
                .toList();
    }

    @Test
    void each_technique_has_its_row_with_its_level() throws IOException {
        assertThat(rows())
                .extracting(row -> row.get(0).replace("`", "") + " " + row.get(2))
                .containsExactlyElementsOf(Stream.of(Technique.values())
                        .map(technique ->
                                technique.name() + " " + technique.certainty().name())
                        .toList());
    }

    @Test
    void it_is_tried_by_a_test_or_documented_on_a_page() throws IOException {
        assertThat(rows())
                .flatExtracting(row -> List.of(row.get(3).split(", ")))
                .filteredOn(tried -> !tried.equals("page"))
                .isNotEmpty()
                .allSatisfy(test -> assertThat(TESTS)
                        .anySatisfy(folder ->
                                assertThat(folder.resolve(test + ".java")).exists()));
    }

    /** The page names the source of each mapping. */
    @Test
    void each_tag_has_a_row_with_its_source() throws IOException {
        Map<String, Set<String>> written = new TreeMap<>();
        for (String line : Files.readAllLines(SourceTree.file("docs/development/techniques-elsewhere.md"))) {
            if (line.startsWith("| T1") || line.startsWith("| 5.")) {
                String[] cells = line.split(" \\| |\\| ", -1);
                assertThat(cells[3]).isNotBlank();
                written.put(cells[1], new TreeSet<>(List.of(cells[2].split(", ", -1))));
            }
        }
        Map<String, Set<String>> tags = new TreeMap<>();
        for (Technique technique : Technique.values()) {
            technique.tags().forEach(tag -> add(tags, tag, technique.name()));
        }
        for (Risk risk : Risk.values()) {
            risk.tags().forEach(tag -> add(tags, tag, risk.id()));
        }
        assertThat(written).isEqualTo(tags);
    }

    private static void add(Map<String, Set<String>> tags, String tag, String name) {
        tags.computeIfAbsent(tag.substring(tag.lastIndexOf('/') + 1), unused -> new TreeSet<>())
                .add(name);
    }
}
