package dev.kubeuser.leastprivilege.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The changes of a text in the form that {@code patch -p1} and {@code git apply} take. */
public final class UnifiedDiff {

    private static final int CONTEXT = 3;

    /** Helm writes such a line above the objects of a template. */
    private static final String TEMPLATE = "# Source: ";

    /** What a line of context may show of what is not to be shown. */
    private static final Pattern HEAD = Pattern.compile("\\s*(?:- )?(?:(?:apiVersion|kind): [\\w./]+|---)?\\s*");

    private final List<String> lines;
    private final BitSet hidden;
    private final boolean isRendered;
    private final StringBuilder diff = new StringBuilder();
    private int shift;

    private UnifiedDiff(List<String> lines, BitSet hidden, boolean isRendered) {
        this.lines = lines;
        this.hidden = hidden;
        this.isRendered = isRendered;
    }

    /**
     * {@return the changes, an empty text if there are none; empty if they cannot be told without what is not to be shown}
     *
     * @param path the path of the file, with slashes
     * @param edited the text before and after
     * @param hidden the indexes of the lines before that are not to be shown, but for heads of objects
     * @param isRendered whether Helm may have rendered the text: then each hunk names its template, where programs write
     *     the function that a hunk is in
     */
    public static Optional<String> of(String path, EditedText edited, BitSet hidden, boolean isRendered) {
        List<EditedText.Change> changes = edited.changes().stream()
                .filter(change -> !change.before().equals(change.after()))
                .toList();
        if (changes.isEmpty()) {
            return Optional.of("");
        }
        UnifiedDiff diff = new UnifiedDiff(EditedText.lines(edited.before()), hidden, isRendered);
        if (!changes.stream().allMatch(diff::isTold)) {
            return Optional.empty();
        }
        // A tab ends a path with blanks.
        String end = path.contains(" ") ? "\t\n" : "\n";
        diff.diff.append("--- a/").append(path).append(end);
        diff.diff.append("+++ b/").append(path).append(end);
        List<EditedText.Change> near = new ArrayList<>();
        for (EditedText.Change change : changes) {
            if (!near.isEmpty() && diff.isApart(near.get(near.size() - 1).end(), change.first())) {
                diff.hunk(near);
                near.clear();
            }
            near.add(change);
        }
        diff.hunk(near);
        return Optional.of(diff.diff.toString());
    }

    /**
     * Whether a change can be shown. Programs take a change without a line behind it for one at the end of the file; what
     * was rendered is not a file.
     */
    private boolean isTold(EditedText.Change change) {
        int hiddenNext = hidden.nextSetBit(change.first());
        boolean isHidden = hiddenNext >= 0 && hiddenNext < change.end();
        return !isHidden && (isRendered || change.end() == lines.size() || isShown(change.end()));
    }

    private boolean isShown(int line) {
        return !hidden.get(line) || HEAD.matcher(lines.get(line)).matches();
    }

    private boolean isApart(int end, int next) {
        int shown = end;
        while (shown < next && isShown(shown)) {
            shown++;
        }
        return next - end > 2 * CONTEXT || shown < next;
    }

    private int firstOfContext(int first) {
        int begin = first;
        while (begin > Math.max(0, first - CONTEXT) && isShown(begin - 1)) {
            begin--;
        }
        return begin;
    }

    private int endOfContext(int end) {
        int last = end;
        while (last < Math.min(lines.size(), end + CONTEXT) && isShown(last)) {
            last++;
        }
        return last;
    }

    private void hunk(List<EditedText.Change> changes) {
        int first = firstOfContext(changes.get(0).first());
        int end = endOfContext(changes.get(changes.size() - 1).end());
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
