// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.EditedText.Edit;
import dev.kubeuser.manifest.internal.NodeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What remains of a list: one in brackets, or one with a dash before each item.
 *
 * @param key the key that the list belongs to
 * @param list the list
 * @param text where they are
 * @param kept the items to keep by their index, and what takes their place
 */
record ListEdit(Node key, SequenceNode list, NodeText text, SortedMap<Integer, List<String>> kept) {

    /** Returns empty if an item of a list with dashes does not begin on a line of its own. */
    Optional<List<Edit>> edits() {
        return list.getFlowStyle() == DumperOptions.FlowStyle.FLOW ? Optional.of(inBrackets()) : withDashes();
    }

    private Node item(int index) {
        return list.getValue().get(index);
    }

    private int size() {
        return list.getValue().size();
    }

    private Edit replacement(int index, List<String> values, String between) {
        Node item = item(index);
        return new Edit(
                text.start(item),
                text.end(item),
                values.stream()
                        .map(value -> item instanceof ScalarNode scalar ? text.like(scalar, value) : value)
                        .collect(Collectors.joining(between)));
    }

    private List<Edit> inBrackets() {
        if (kept.isEmpty()) {
            return List.of(new Edit(text.start(list), text.end(list), "[]"));
        }
        List<Edit> edits = new ArrayList<>();
        for (int index = 0; index < size(); index++) {
            if (!kept.containsKey(index)) {
                edits.add(removal(index));
            } else if (!kept.get(index).isEmpty()) {
                edits.add(replacement(index, kept.get(index), ", "));
            }
        }
        if (kept.lastKey() < size() - 1) {
            edits.add(commaAfterLast(kept.lastKey()));
        }
        return edits;
    }

    /** Removes an item with its comma; its whole lines if it has them for itself. */
    private Edit removal(int index) {
        int start = text.start(item(index));
        int comma = comma(index);
        int end = comma < 0 ? text.end(item(index)) : comma + 1;
        int lineStart = text.lineStart(start);
        if (text.isBlank(lineStart, start) && text.endsLine(end)) {
            return Edit.removal(lineStart, text.nextLine(end));
        }
        int next = afterBlanks(end);
        boolean hasNext = index + 1 < size() && text.start(item(index + 1)) == next;
        return Edit.removal(start, hasNext ? next : end);
    }

    /** JSON allows no comma behind the last item. */
    private Edit commaAfterLast(int index) {
        int comma = comma(index);
        int next = afterBlanks(comma + 1);
        return Edit.removal(comma, text.start(item(index + 1)) == next ? next : comma + 1);
    }

    private int afterBlanks(int position) {
        int after = position;
        while (after < text.text().length() && " \t".indexOf(text.text().charAt(after)) >= 0) {
            after++;
        }
        return after;
    }

    /** Returns where the comma behind an item is, or -1. */
    private int comma(int index) {
        int position = text.end(item(index));
        int end = text.end(list);
        while (position < end) {
            char c = text.text().charAt(position);
            if (c == ',') {
                return position;
            }
            position = c == '#' ? text.nextLine(position) : position + 1;
        }
        return -1;
    }

    private Optional<List<Edit>> withDashes() {
        List<Edit> edits = new ArrayList<>();
        int after = text.end(key);
        for (int index = 0; index < size(); index++) {
            Node item = item(index);
            int dash = dash(after, item);
            if (dash < 0) {
                return Optional.empty();
            }
            if (!kept.containsKey(index)) {
                edits.add(Edit.removal(withComments(dash, after), text.nextLine(text.end(item))));
            } else if (!kept.get(index).isEmpty()) {
                String newline = text.between(0, text.nextLine(0)).endsWith("\r\n") ? "\r\n" : "\n";
                String before = text.between(text.lineStart(dash), text.start(item));
                edits.add(replacement(index, kept.get(index), newline + before));
            }
            after = text.end(item);
        }
        if (kept.isEmpty()) {
            int colon = text.text().indexOf(':', text.end(key)) + 1;
            edits.add(new Edit(colon, colon, " []"));
        }
        return Optional.of(edits);
    }

    /** Returns where the dash of an item is, which begins its line; or -1. */
    private int dash(int after, Node item) {
        int column = list.getStartMark().getColumn();
        int line = text.lineStart(text.start(item));
        while (line > after) {
            int dash = line + column;
            if (dash < text.text().length() && text.text().charAt(dash) == '-' && text.isBlank(line, dash)) {
                return dash;
            }
            line = text.lineStart(line - 1);
        }
        return -1;
    }

    /** Returns the beginning of the comment above an item, or of its line. */
    private int withComments(int dash, int after) {
        int column = dash - text.lineStart(dash);
        int begin = text.lineStart(dash);
        while (begin > after) {
            int above = text.lineStart(begin - 1);
            boolean isComment = above > after
                    && above + column < begin
                    && text.isBlank(above, above + column)
                    && text.text().charAt(above + column) == '#';
            if (!isComment) {
                break;
            }
            begin = above;
        }
        return begin;
    }
}
