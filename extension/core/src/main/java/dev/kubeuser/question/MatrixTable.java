// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.base.internal.MarkdownCell;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.query.internal.KnownVerbs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints a matrix, and reads one in Markdown. {@code x} marks a verb that is allowed, {@code -} one that is not. An
 * empty cell means that the resource does not have the verb. Allowed verbs that no request has are in the last column.
 *
 * @param lines the rows of cells, headings first
 */
record MatrixTable(List<List<String>> lines) {

    static final List<String> HEADINGS = Stream.of(
                    List.of("subject", "namespace", "resource"), KnownVerbs.OF_REQUESTS, List.of("others"))
            .flatMap(List::stream)
            .toList();

    private static final Pattern BETWEEN_CELLS = Pattern.compile("(?<!\\\\)\\|");
    private static final int HEADINGS_AND_RULE = 2;
    private static final int OF_VERBS = 3;

    static MatrixTable of(AccessMatrix matrix) {
        List<List<String>> lines = new ArrayList<>(List.of(HEADINGS));
        matrix.rows().forEach(row -> lines.add(cells(row)));
        return new MatrixTable(lines);
    }

    private static List<String> cells(AccessMatrix.Row row) {
        List<String> cells = new ArrayList<>(row.key());
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
        List<List<String>> printable = lines.stream()
                .map(cells -> cells.stream().map(Printable::text).toList())
                .toList();
        String columns = IntStream.range(0, HEADINGS.size())
                .map(column -> printable.stream()
                        .mapToInt(cells -> cells.get(column).length())
                        .max()
                        .orElse(1))
                .mapToObj(width -> "%-" + width + "s")
                .collect(Collectors.joining("  "));
        return printable.stream()
                .map(cells -> String.format(columns, cells.toArray()).stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The matrix in a file; empty if there is no such file yet. */
    static Optional<AccessMatrix> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> written = new Golden(file, "access").read().lines().toList();
        if (written.isEmpty() || !parsed(written.get(0)).equals(HEADINGS)) {
            throw new IllegalStateException(file + " is not an access table: its first line should be | "
                    + String.join(" | ", HEADINGS) + " |");
        }
        return Optional.of(AccessMatrix.of(written.stream()
                .skip(HEADINGS_AND_RULE)
                .filter(line -> !line.isBlank())
                .map(line -> row(line, file))
                .toList()));
    }

    private static AccessMatrix.Row row(String line, Path file) {
        List<String> cells = parsed(line);
        if (cells.size() != HEADINGS.size()) {
            throw new IllegalStateException(file + " has a line that is not a row: " + line);
        }
        Set<String> verbs = marked("x", cells);
        String others = cells.get(cells.size() - 1);
        if (!others.isEmpty()) {
            verbs.addAll(List.of(others.split(" ", -1)));
        }
        return AccessMatrix.Row.of(cells, verbs, marked("-", cells));
    }

    private static Set<String> marked(String mark, List<String> cells) {
        return IntStream.range(OF_VERBS, cells.size() - 1)
                .filter(column -> cells.get(column).equals(mark))
                .mapToObj(HEADINGS::get)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Without the empty text before the first bar and after the last. */
    private static List<String> parsed(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : BETWEEN_CELLS.split(line.strip(), -1)) {
            cells.add(MarkdownCell.parse(cell).text());
        }
        return cells.size() < 2 ? cells : cells.subList(1, cells.size() - 1);
    }
}
