package dev.kubeuser.plan.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import java.io.IOException;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.StringSubstitutor;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The CSV file of an {@code @AccessTable}.
 *
 * @param beside the test class that the resource name is relative to
 * @param name the name of the resource
 * @param placeholders the placeholders for names of namespaces
 */
public record AccessTableFile(Class<?> beside, String name, Map<String, String> placeholders) {

    private static final Set<String> REQUIRED = Set.of("subject", "verb", "resource", "namespace", "allowed");
    private static final String OBJECT = "name";
    private static final Map<String, Boolean> ANSWERS = Map.of("yes", true, "true", true, "no", false, "false", false);

    public List<AccessLine> read() {
        URL resource = beside.getResource(name);
        if (resource == null) {
            throw new ExtensionConfigurationException("There is no table " + name + " beside " + Places.of(beside)
                    + "; with a / before it, it is looked for from the root of the class path");
        }
        try {
            return read(TextFile.read(resource));
        } catch (IOException failure) {
            throw new ExtensionConfigurationException(
                    "The table " + name + " could not be read: " + failure.getMessage(), failure);
        }
    }

    List<AccessLine> read(String csv) {
        try {
            List<AccessLine> lines = parse(csv);
            if (lines.isEmpty()) {
                throw new ExtensionConfigurationException("The table " + name + " has no lines, so nothing is tested");
            }
            return lines;
        } catch (CsvParseException malformed) {
            throw new ExtensionConfigurationException(
                    "The table " + name + " is no CSV file: " + message(malformed), malformed);
        }
    }

    /** Leaves the parser's own message to the cause. */
    private static String message(CsvParseException malformed) {
        Throwable cause = malformed.getCause();
        return String.valueOf((cause == null ? malformed : cause).getMessage());
    }

    private List<AccessLine> parse(String csv) {
        return CsvReader.builder()
                .commentStrategy(CommentStrategy.SKIP)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofNamedCsvRecord(csv)
                .stream()
                .map(this::line)
                .toList();
    }

    private AccessLine line(NamedCsvRecord csv) {
        String place = name + ":" + csv.getStartingLineNumber();
        if (csv.getFieldCount() != csv.getHeader().size()) {
            throw new ExtensionConfigurationException(place + " has " + csv.getFieldCount()
                    + " cells, and the first line " + csv.getHeader().size());
        }
        Map<String, String> cells = new HashMap<>();
        csv.getFieldsAsMap().forEach((heading, cell) -> cells.put(heading.strip(), cell.strip()));
        requireHeadings(cells.keySet());
        Boolean allowed = ANSWERS.get(cells.get("allowed"));
        if (allowed == null) {
            throw new ExtensionConfigurationException(
                    place + ": allowed is \"" + cells.get("allowed") + "\": write yes or no");
        }
        String text = text(cells, allowed);
        cells.replaceAll((heading, cell) -> fillIn(cell, place));
        try {
            return new AccessLine(place, text, cells.getOrDefault("subject", ""), query(cells), allowed);
        } catch (AccessQueryException malformed) {
            throw new ExtensionConfigurationException(place + ": " + malformed.getMessage(), malformed);
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

    private String fillIn(String cell, String place) {
        try {
            return new StringSubstitutor(placeholders)
                    .setEnableUndefinedVariableException(true)
                    .replace(cell);
        } catch (IllegalArgumentException undefined) {
            throw new ExtensionConfigurationException(
                    place + ": " + Placeholders.missing(cell, placeholders.keySet()), undefined);
        }
    }

    private void requireHeadings(Set<String> headings) {
        boolean others = headings.stream().anyMatch(heading -> !REQUIRED.contains(heading) && !heading.equals(OBJECT));
        if (others || !headings.containsAll(REQUIRED)) {
            throw new ExtensionConfigurationException("The first line of " + name
                    + " should be subject,verb,resource,namespace,allowed, perhaps with name; it has "
                    + new TreeSet<>(headings));
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
