package dev.kubeuser.manifest.internal;

import java.util.ArrayList;
import java.util.List;

/** The changes of a text in the form that {@code patch -p1} and {@code git apply} take. */
public final class UnifiedDiff {

    private static final int CONTEXT = 3;

    /** Helm writes such a line above the objects of a template. */
    private static final String TEMPLATE = "# Source: ";

    private final List<String> lines;
    private final boolean isRendered;
    private final StringBuilder diff = new StringBuilder();
    private int shift;

    private UnifiedDiff(List<String> lines, boolean isRendered) {
        this.lines = lines;
        this.isRendered = isRendered;
    }

    /**
     * {@return the changes, or an empty text if there are none}
     *
     * @param path the path of the file, with slashes
     * @param edited the text before and after
     * @param isRendered whether Helm may have rendered the text: then each hunk names its template, where programs write
     *     the function that a hunk is in
     */
    public static String of(String path, EditedText edited, boolean isRendered) {
        List<EditedText.Change> changes = edited.changes().stream()
                .filter(change -> !change.before().equals(change.after()))
                .toList();
        if (changes.isEmpty()) {
            return "";
        }
        UnifiedDiff diff = new UnifiedDiff(EditedText.lines(edited.before()), isRendered);
        // A tab ends a path with blanks.
        String end = path.contains(" ") ? "\t\n" : "\n";
        diff.diff.append("--- a/").append(path).append(end);
        diff.diff.append("+++ b/").append(path).append(end);
        List<EditedText.Change> near = new ArrayList<>();
        for (EditedText.Change change : changes) {
            if (!near.isEmpty() && change.first() - near.get(near.size() - 1).end() > 2 * CONTEXT) {
                diff.hunk(near);
                near.clear();
            }
            near.add(change);
        }
        diff.hunk(near);
        return diff.diff.toString();
    }

    private void hunk(List<EditedText.Change> changes) {
        int first = Math.max(0, changes.get(0).first() - CONTEXT);
        int end = Math.min(lines.size(), changes.get(changes.size() - 1).end() + CONTEXT);
        int growth = changes.stream()
                .mapToInt(change -> change.after().size() - change.before().size())
                .sum();
        diff.append("@@ -")
                .append(range(first, end - first))
                .append(" +")
                .append(range(first + shift, end - first + growth))
                .append(" @@")
                .append(template(changes.get(0).first()))
                .append('\n');
        shift += growth;
        int done = first;
        for (EditedText.Change change : changes) {
            lines.subList(done, change.first()).forEach(line -> line(' ', line));
            change.before().forEach(line -> line('-', line));
            change.after().forEach(line -> line('+', line));
            done = change.end();
        }
        lines.subList(done, end).forEach(line -> line(' ', line));
    }

    /** Returns the last comment of Helm before a line. */
    private String template(int line) {
        for (int index = line; isRendered && index >= 0; index--) {
            if (index < lines.size() && lines.get(index).startsWith(TEMPLATE)) {
                return " " + lines.get(index).strip();
            }
        }
        return "";
    }

    /** An empty range is named by the line before it. */
    private static String range(int first, int size) {
        return (size == 0 ? first : first + 1) + "," + size;
    }

    private void line(char sign, String line) {
        diff.append(sign).append(line);
        if (!line.endsWith("\n")) {
            diff.append("\n\\ No newline at end of file\n");
        }
    }
}
