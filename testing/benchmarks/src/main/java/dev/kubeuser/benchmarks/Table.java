package dev.kubeuser.benchmarks;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows as Markdown. */
record Table(List<Row> rows) {

    private static final String HEAD = """
            | what | kubeuser | instead | ratio | target |
            | --- | --- | --- | --- | --- |
            """;

    @Override
    public String toString() {
        return rows.stream().map(Table::line).collect(Collectors.joining("\n", HEAD, "\n"));
    }

    private static String line(Row row) {
        return Stream.of(row.what(), row.kubeuser(), row.instead(), row.ratio(), row.target())
                .map(Table::cell)
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** A message may have lines and bars in it; a cell may not. */
    private static String cell(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|");
    }
}
