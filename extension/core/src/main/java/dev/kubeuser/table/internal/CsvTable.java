package dev.kubeuser.table.internal;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.kubeuser.error.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A CSV file whose lines are tests. The first line has the headings; empty lines and comments are skipped.
 *
 * @param name the name of the file, for messages
 */
record CsvTable(String name) {

    private static final Map<String, Boolean> ANSWERS = Map.of("yes", true, "true", true, "no", false, "false", false);

    /**
     * One line.
     *
     * @param place the file and line, for messages
     * @param number of the line
     * @param cells by their headings
     */
    record Line(String place, long number, Map<String, String> cells) {

        /** The text of a cell; empty if the table has no such column. */
        String cell(String heading) {
            return cells.getOrDefault(heading, "");
        }

        boolean isYes(String heading) {
            Boolean answer = ANSWERS.get(cell(heading));
            if (answer == null) {
                throw malformed(heading + " is \"" + cell(heading) + "\": write yes or no");
            }
            return answer;
        }

        ConfigurationException malformed(String why) {
            return new ConfigurationException(place + ": " + why, null);
        }

        ConfigurationException malformed(Exception why) {
            return new ConfigurationException(place + ": " + why.getMessage(), why);
        }
    }

    /** Reads all lines. */
    List<Line> parse(String csv) {
        try {
            List<Line> lines = CsvReader.builder()
                    .commentStrategy(CommentStrategy.SKIP)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .trimWhitespacesAroundQuotes(true)
                    .ofNamedCsvRecord(csv)
                    .stream()
                    .map(this::line)
                    .toList();
            if (lines.isEmpty()) {
                throw new ConfigurationException("The table " + name + " has no lines, so nothing is tested", null);
            }
            return lines;
        } catch (CsvParseException malformed) {
            throw new ConfigurationException("The table " + name + " is no CSV file: " + message(malformed), malformed);
        }
    }

    /** Leaves the parser's own message to the cause. */
    private static String message(CsvParseException malformed) {
        Throwable cause = malformed.getCause();
        return String.valueOf((cause == null ? malformed : cause).getMessage());
    }

    private Line line(NamedCsvRecord csv) {
        String place = name + ":" + csv.getStartingLineNumber();
        if (csv.getFieldCount() != csv.getHeader().size()) {
            throw new ConfigurationException(
                    place + " has " + csv.getFieldCount() + " cells, and the first line "
                            + csv.getHeader().size(),
                    null);
        }
        Map<String, String> cells = new LinkedHashMap<>();
        csv.getFieldsAsMap().forEach((heading, cell) -> cells.put(heading.strip(), cell.strip()));
        return new Line(place, csv.getStartingLineNumber(), cells);
    }

    /** Says what the first line should have been. */
    ConfigurationException malformedHeadings(String expected, Set<String> found) {
        return new ConfigurationException(
                "The first line of " + name + " should be " + expected + "; it has " + found, null);
    }
}
