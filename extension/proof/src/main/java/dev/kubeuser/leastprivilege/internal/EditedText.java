package dev.kubeuser.leastprivilege.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    /**
     * {@return the text after all edits}
     */
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
        while (index < edits.size()) {
            int first = index;
            int start = lineStart(edits.get(index).start());
            int end = linesEnd(edits.get(index));
            index++;
            while (index < edits.size() && lineStart(edits.get(index).start()) <= end) {
                end = Math.max(end, linesEnd(edits.get(index)));
                index++;
            }
            changes.add(change(start, end, edits.subList(first, index)));
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

    private Change change(int start, int end, List<Edit> inside) {
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
        int line = lines(before.substring(0, start)).size();
        return new Change(line + same, old.subList(same, old.size() - alike), now.subList(same, now.size() - alike));
    }

    /** Splits a text into lines that keep their line breaks. */
    static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : LINE_END.splitAsStream(text).toList();
    }
}
