package dev.kubeuser.table.internal;

import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.error.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The source file of a table, in which cells are rewritten. All else stays as it is: comments, blanks and the other
 * cells.
 *
 * @param beside the test class that the resource name is relative to
 * @param name the name of the resource
 */
record TableSource(Class<?> beside, String name) {

    private static final Path RESOURCES = Path.of("src", "test", "resources");

    /** A cell is in quotes, with blanks around, or has neither a comma nor the end of a line. */
    private static final Pattern CELL = Pattern.compile("[ \\t]*\"(?:[^\"]|\"\")*\"[ \\t]*|[^,\\r\\n]*");

    /** Tests of several lines of a file may run at the same time. */
    private static final Object WRITING = new Object();

    private Path file() {
        String folder = beside.getPackageName().replace('.', '/');
        return RESOURCES.resolve(name.startsWith("/") ? name.substring(1) : folder + "/" + name);
    }

    /**
     * Writes cells of a line.
     *
     * @param number of the line
     * @param cells makes the cells of the headings; other cells stay
     */
    void update(long number, Function<List<String>, Map<String, String>> cells) {
        Path file = file();
        if (!Files.exists(file)) {
            throw new ConfigurationException(
                    "The table " + name + " cannot be written: its source is not " + file.toAbsolutePath()
                            + "; run the tests in the directory of the module",
                    null);
        }
        synchronized (WRITING) {
            TextFile.write(file, updated(TableText.of(file).text(), number, cells));
        }
    }

    static String updated(String csv, long number, Function<List<String>, Map<String, String>> cells) {
        List<String> headings = cells(csv, start(csv, firstLine(csv))).stream()
                .map(cell -> unquoted(cell.strip()))
                .toList();
        int start = start(csv, number);
        List<String> old = cells(csv, start);
        List<String> written = new ArrayList<>(old);
        cells.apply(headings).forEach((heading, cell) -> {
            int column = headings.indexOf(heading);
            if (column >= 0) {
                written.set(column, inPlaceOf(old.get(column), cell));
            }
        });
        int end = start + String.join(",", old).length();
        String line = String.join(",", written);
        return csv.substring(0, start) + (written.equals(old) ? line : line.stripTrailing()) + csv.substring(end);
    }

    /** The number of the line with the headings. */
    private static long firstLine(String csv) {
        return csv.lines()
                        .takeWhile(line -> line.isEmpty() || line.startsWith("#"))
                        .count()
                + 1;
    }

    private static int start(String csv, long number) {
        int start = 0;
        for (long line = 1; line < number; line++) {
            start = csv.indexOf('\n', start) + 1;
        }
        return start;
    }

    private static List<String> cells(String csv, int start) {
        List<String> cells = new ArrayList<>();
        var cell = CELL.matcher(csv);
        int position = start;
        do {
            if (!cell.find(position) || cell.start() != position) {
                throw new IllegalStateException("a cell may be empty");
            }
            cells.add(cell.group());
            position = cell.end() + 1;
        } while (cell.end() < csv.length() && csv.charAt(cell.end()) == ',');
        return cells;
    }

    private static String unquoted(String cell) {
        return cell.startsWith("\"") ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
    }

    /** Keeps the blanks in front, and the width if it is enough. */
    private static String inPlaceOf(String old, String cell) {
        String text = cell.matches("[^,\"\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
        if (unquoted(old.strip()).equals(cell)) {
            return old;
        }
        String blanks = old.isBlank() && old.length() > 1
                ? " "
                : old.substring(0, old.length() - old.stripLeading().length());
        String padded = blanks + text;
        return old.length() > padded.length() ? padded + " ".repeat(old.length() - padded.length()) : padded;
    }
}
