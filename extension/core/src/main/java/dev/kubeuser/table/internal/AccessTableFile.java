package dev.kubeuser.table.internal;

import dev.kubeuser.error.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The file of an {@code @AccessTable}: CSV, or {@linkplain AccessYaml YAML}.
 *
 * @param text the text of the file
 * @param placeholders the placeholders for names of namespaces
 */
public record AccessTableFile(TableText text, Map<String, String> placeholders) {

    private static final Set<String> REQUIRED = Set.of("subject", "verb", "resource", "namespace", "allowed");
    private static final String OBJECT = "name";
    private static final Pattern YAML = Pattern.compile("\\.ya?ml$");

    /**
     * Reads all lines.
     *
     * @throws ConfigurationException if one is malformed
     */
    public List<AccessLine> read() {
        return YAML.matcher(text.name()).find()
                ? new AccessYaml(text, placeholders).read()
                : table().parse(text.text()).stream()
                        .<AccessLine>map(this::line)
                        .toList();
    }

    private CsvTable table() {
        return new CsvTable(text.name());
    }

    private AccessLine line(CsvTable.Line line) {
        requireHeadings(line.cells().keySet());
        return new WrittenLine(
                        line.place(),
                        line.cell("subject"),
                        line.cell("verb"),
                        line.cell("resource"),
                        line.cell(OBJECT),
                        line.cell("namespace"),
                        line.isYes("allowed"),
                        "")
                .read("", placeholders);
    }

    private void requireHeadings(Set<String> headings) {
        boolean others = headings.stream().anyMatch(heading -> !REQUIRED.contains(heading) && !heading.equals(OBJECT));
        if (others || !headings.containsAll(REQUIRED)) {
            throw table().malformedHeadings(
                            "subject,verb,resource,namespace,allowed, perhaps with name", new TreeSet<>(headings));
        }
    }
}
