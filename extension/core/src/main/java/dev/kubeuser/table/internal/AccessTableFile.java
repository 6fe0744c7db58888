package dev.kubeuser.table.internal;

import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.StringSubstitutor;

/**
 * The CSV file of an {@code @AccessTable}.
 *
 * @param text the text of the file
 * @param placeholders the placeholders for names of namespaces
 */
public record AccessTableFile(TableText text, Map<String, String> placeholders) {

    private static final Set<String> REQUIRED = Set.of("subject", "verb", "resource", "namespace", "allowed");
    private static final String OBJECT = "name";

    /**
     * Reads all lines.
     *
     * @throws ConfigurationException if one is malformed
     */
    public List<AccessLine> read() {
        return table().parse(text.text()).stream().map(this::line).toList();
    }

    private CsvTable table() {
        return new CsvTable(text.name());
    }

    private AccessLine line(CsvTable.Line line) {
        requireHeadings(line.cells().keySet());
        boolean allowed = line.isYes("allowed");
        String text = text(line.cells(), allowed);
        Map<String, String> cells = new HashMap<>(line.cells());
        cells.replaceAll((heading, cell) -> fillIn(cell, line));
        try {
            return new AccessLine(line.place(), text, cells.getOrDefault("subject", ""), query(cells), allowed);
        } catch (AccessQueryException malformed) {
            throw line.malformed(malformed);
        }
    }

    /** Returns the line as written, for the name of the test: filled-in names differ from run to run. */
    private static String text(Map<String, String> cells, boolean allowed) {
        String namespace = cells.getOrDefault("namespace", "");
        return Stream.of(
                        cells.get("subject"),
                        allowed ? "can" : "cannot",
                        cells.get("verb"),
                        cells.get("resource"),
                        cells.get(OBJECT),
                        namespace.equals("*") ? "in all namespaces" : namespace.isEmpty() ? "" : "in " + namespace)
                .filter(word -> word != null && !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private String fillIn(String cell, CsvTable.Line line) {
        try {
            return new StringSubstitutor(placeholders)
                    .setEnableUndefinedVariableException(true)
                    .replace(cell);
        } catch (IllegalArgumentException undefined) {
            throw new ConfigurationException(
                    line.place() + ": " + Placeholders.missing(cell, placeholders.keySet()), undefined);
        }
    }

    private void requireHeadings(Set<String> headings) {
        boolean others = headings.stream().anyMatch(heading -> !REQUIRED.contains(heading) && !heading.equals(OBJECT));
        if (others || !headings.containsAll(REQUIRED)) {
            throw table().malformedHeadings(
                            "subject,verb,resource,namespace,allowed, perhaps with name", new TreeSet<>(headings));
        }
    }

    private static AccessQuery query(Map<String, String> cells) {
        AccessQuery query = AccessQuery.verb(cells.getOrDefault("verb", ""), cells.getOrDefault("resource", ""));
        String object = cells.getOrDefault(OBJECT, "");
        String namespace = cells.getOrDefault("namespace", "");
        AccessQuery named = object.isEmpty() ? query : query.named(object);
        if (namespace.isEmpty()) {
            return named;
        }
        return namespace.equals("*") ? named.inAllNamespaces() : named.in(namespace);
    }
}
