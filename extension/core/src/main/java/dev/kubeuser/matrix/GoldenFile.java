package dev.kubeuser.matrix;

import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.matrix.internal.MarkdownCell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A committed matrix in Markdown, to compare later ones with.
 *
 * @param path of the file
 */
record GoldenFile(Path path) {

    private static final Pattern BETWEEN_CELLS = Pattern.compile("(?<!\\\\)\\|");
    private static final int HEADINGS_AND_RULE = 2;
    private static final int OF_VERBS = 3;

    /** Empty if there is no such file yet. */
    Optional<AccessMatrix> read() {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            List<String> lines = TextFile.read(path).lines().toList();
            if (lines.isEmpty() || !cells(lines.get(0)).equals(MatrixTable.HEADINGS)) {
                throw new IllegalStateException(path + " is not an access table: its first line should be | "
                        + String.join(" | ", MatrixTable.HEADINGS) + " |");
            }
            return Optional.of(AccessMatrix.of(lines.stream()
                    .skip(HEADINGS_AND_RULE)
                    .filter(line -> !line.isBlank())
                    .map(this::row)
                    .toList()));
        } catch (IOException failure) {
            throw new UncheckedIOException(path + " could not be read: " + failure.getMessage(), failure);
        }
    }

    private AccessMatrix.Row row(String line) {
        List<String> cells = cells(line);
        if (cells.size() != MatrixTable.HEADINGS.size()) {
            throw new IllegalStateException(path + " has a line that is not a row: " + line);
        }
        Set<String> verbs = new LinkedHashSet<>();
        Set<String> refused = new LinkedHashSet<>();
        for (int column = OF_VERBS; column < cells.size() - 1; column++) {
            String verb = MatrixTable.HEADINGS.get(column);
            if (cells.get(column).equals("x")) {
                verbs.add(verb);
            } else if (cells.get(column).equals("-")) {
                refused.add(verb);
            }
        }
        String others = cells.get(cells.size() - 1);
        if (!others.isEmpty()) {
            verbs.addAll(List.of(others.split(" ", -1)));
        }
        return new AccessMatrix.Row(cells.get(0), cells.get(1), cells.get(2), verbs, refused);
    }

    /** Without the empty text before the first bar and after the last. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : BETWEEN_CELLS.split(line.strip(), -1)) {
            cells.add(MarkdownCell.parse(cell).text());
        }
        return cells.size() < 2 ? cells : cells.subList(1, cells.size() - 1);
    }

    void write(AccessMatrix matrix) {
        TextFile.write(path, matrix.markdown());
    }
}
