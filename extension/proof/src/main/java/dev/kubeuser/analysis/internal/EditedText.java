// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A text before and after edits. All that no edit touches is the same in both.
 *
 * @param before the text before
 * @param edits the edits, in order; no two overlap
 */
public record EditedText(String before, List<Edit> edits) {

    private static final Pattern LINE_END = Pattern.compile("(?<=\\n)");

    /** Sorts the edits. */
    public EditedText {
        edits = edits.stream().sorted(Comparator.comparingInt(Edit::start)).toList();
    }

    /**
     * A replaced part.
     *
     * @param start where the part begins
     * @param end where it ends; the same as {@code start} for an insertion
     * @param replacement what takes its place
     */
    record Edit(int start, int end, String replacement) {

        static Edit removal(int start, int end) {
            return new Edit(start, end, "");
        }
    }

    /**
     * Lines that were replaced.
     *
     * @param first the index of the first one, from 0
     * @param before the lines before, each with its line break
     * @param after the lines after
     */
    record Change(int first, List<String> before, List<String> after) {

        int end() {
            return first + before.size();
        }
    }

    /** {@return the text after all edits} */
    public String after() {
        return applied(0, before.length(), edits);
    }

    /**
     * {@return the same in another wording, before and after}
     *
     * @param wording of the texts of the edits, and of those between them
     */
    public EditedText worded(UnaryOperator<String> wording) {
        StringBuilder text = new StringBuilder();
        List<Edit> moved = new ArrayList<>();
        int done = 0;
        for (Edit edit : edits) {
            text.append(wording.apply(before.substring(done, edit.start())));
            int start = text.length();
            text.append(wording.apply(before.substring(edit.start(), edit.end())));
            moved.add(new Edit(start, text.length(), wording.apply(edit.replacement())));
            done = edit.end();
        }
        text.append(wording.apply(before.substring(done)));
        return new EditedText(text.toString(), moved);
    }

    private String applied(int start, int end, List<Edit> inside) {
        StringBuilder applied = new StringBuilder();
        int done = start;
        for (Edit edit : inside) {
            applied.append(before, done, edit.start()).append(edit.replacement());
            done = edit.end();
        }
        return applied.append(before, done, end).toString();
    }

    /** Returns the replaced lines, without those that are the same before and after. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        int index = 0;
        int done = 0;
        int line = 0;
        while (index < edits.size()) {
            int first = index;
            int start = lineStart(edits.get(index).start());
            int end = linesEnd(edits.get(index));
            index++;
            while (index < edits.size() && lineStart(edits.get(index).start()) <= end) {
                end = Math.max(end, linesEnd(edits.get(index)));
                index++;
            }
            line += lines(before.substring(done, start)).size();
            done = start;
            changes.add(change(line, start, end, edits.subList(first, index)));
        }
        return changes;
    }

    private int lineStart(int offset) {
        return before.lastIndexOf('\n', offset - 1) + 1;
    }

    private int linesEnd(Edit edit) {
        if (edit.end() > edit.start()
                && before.charAt(edit.end() - 1) == '\n'
                && edit.replacement().isEmpty()) {
            return edit.end();
        }
        int newline = before.indexOf('\n', edit.end());
        return newline < 0 ? before.length() : newline + 1;
    }

    private Change change(int line, int start, int end, List<Edit> inside) {
        List<String> old = lines(before.substring(start, end));
        List<String> now = lines(applied(start, end, inside));
        int same = 0;
        while (same < Math.min(old.size(), now.size()) && old.get(same).equals(now.get(same))) {
            same++;
        }
        int alike = 0;
        while (alike < Math.min(old.size(), now.size()) - same
                && old.get(old.size() - 1 - alike).equals(now.get(now.size() - 1 - alike))) {
            alike++;
        }
        return new Change(line + same, old.subList(same, old.size() - alike), now.subList(same, now.size() - alike));
    }

    /** Splits a text into lines that keep their line breaks. */
    static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : LINE_END.splitAsStream(text).toList();
    }

    /** The changes of a text in the form that {@code patch -p1} and {@code git apply} take. */
    public static final class UnifiedDiff {

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
         * {@return the changes, an empty text if there are none; empty if they cannot be described without hidden
         * lines}
         *
         * @param path the path of the file, with slashes
         * @param edited the text before and after
         * @param hidden the indexes of the earlier lines to hide, except heads of objects
         * @param isRendered whether Helm may have rendered the text: then each hunk names its template, where programs
         *     write the function that a hunk is in
         */
        public static Optional<String> of(String path, EditedText edited, BitSet hidden, boolean isRendered) {
            List<EditedText.Change> changes = edited.changes().stream()
                    .filter(change -> !change.before().equals(change.after()))
                    .toList();
            if (changes.isEmpty()) {
                return Optional.of("");
            }
            UnifiedDiff diff = new UnifiedDiff(EditedText.lines(edited.before()), hidden, isRendered);
            if (!changes.stream().allMatch(diff::canBeShown)) {
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
         * Whether a change can be shown. Programs take a change without a line behind it for one at the end of the
         * file; what was rendered is not a file.
         */
        private boolean canBeShown(EditedText.Change change) {
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
}
