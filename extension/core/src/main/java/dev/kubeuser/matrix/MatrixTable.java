package dev.kubeuser.matrix;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.matrix.internal.MarkdownCell;
import dev.kubeuser.review.internal.KnownVerbs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints a matrix. {@code x} marks a verb that is allowed, {@code -} one that is not. An empty cell means that the
 * resource does not have the verb. Allowed verbs that no request has are in the last column.
 *
 * @param lines the rows of cells, headings first
 */
record MatrixTable(List<List<String>> lines) {

    static final List<String> HEADINGS = Stream.of(
                    List.of("subject", "namespace", "resource"), KnownVerbs.OF_REQUESTS, List.of("others"))
            .flatMap(List::stream)
            .toList();

    static MatrixTable of(AccessMatrix matrix) {
        List<List<String>> lines = new ArrayList<>(List.of(HEADINGS));
        matrix.rows().forEach(row -> lines.add(cells(row)));
        return new MatrixTable(lines);
    }

    private static List<String> cells(AccessMatrix.Row row) {
        List<String> cells = new ArrayList<>(List.of(row.subject(), row.namespace(), row.resource()));
        KnownVerbs.OF_REQUESTS.forEach(verb -> cells.add(cell(verb, row)));
        cells.add(others(row.verbs()));
        return cells;
    }

    private static String cell(String verb, AccessMatrix.Row row) {
        if (row.verbs().contains(verb)) {
            return "x";
        }
        return row.refused().contains(verb) ? "-" : "";
    }

    private static String others(Set<String> verbs) {
        return verbs.stream()
                .filter(verb -> !KnownVerbs.OF_REQUESTS.contains(verb))
                .collect(Collectors.joining(" "));
    }

    String markdown() {
        String rule = HEADINGS.stream().map(heading -> "---").collect(Collectors.joining(" | ", "| ", " |"));
        return Stream.concat(
                        Stream.of(markdown(lines.get(0)), rule),
                        lines.stream().skip(1).map(MatrixTable::markdown))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String markdown(List<String> cells) {
        return cells.stream()
                .map(cell -> new MarkdownCell(cell).markdown())
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    String text() {
        MatrixTable printable = new MatrixTable(lines.stream()
                .map(cells -> cells.stream().map(Printable::text).toList())
                .toList());
        return printable.lines().stream().map(printable::aligned).collect(Collectors.joining("\n", "", "\n"));
    }

    private String aligned(List<String> cells) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> String.format("%-" + width(column) + "s", cells.get(column)))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    private int width(int column) {
        return lines.stream()
                .mapToInt(cells -> cells.get(column).length())
                .max()
                .orElse(1);
    }
}
