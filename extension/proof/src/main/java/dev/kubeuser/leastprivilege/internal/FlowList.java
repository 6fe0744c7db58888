package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.manifest.internal.NodeText;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A list in brackets, on one line or several.
 *
 * @param found the list
 * @param kept the items to keep, and what takes their place
 */
record FlowList(ManifestText.LocatedList found, SortedMap<Integer, List<String>> kept) {

    List<TextEdit> edits() {
        if (kept.isEmpty()) {
            return List.of(new TextEdit(text().start(found.list()), text().end(found.list()), "[]"));
        }
        List<TextEdit> edits = new ArrayList<>();
        for (int index = 0; index < items().size(); index++) {
            if (!kept.containsKey(index)) {
                edits.add(removal(index));
            } else if (!kept.get(index).isEmpty()) {
                edits.add(replacement(items().get(index), kept.get(index)));
            }
        }
        if (kept.lastKey() < items().size() - 1) {
            edits.add(commaAfterLast(kept.lastKey()));
        }
        return edits;
    }

    private NodeText text() {
        return found.place();
    }

    private List<Node> items() {
        return found.list().getValue();
    }

    private TextEdit replacement(Node item, List<String> values) {
        return new TextEdit(
                text().start(item),
                text().end(item),
                values.stream()
                        .map(value -> text().like((ScalarNode) item, value))
                        .collect(Collectors.joining(", ")));
    }

    /** Removes an item with its comma; its whole lines if it has them for itself. */
    private TextEdit removal(int index) {
        int start = text().start(items().get(index));
        int comma = comma(index);
        int end = comma < 0 ? text().end(items().get(index)) : comma + 1;
        int lineStart = text().lineStart(start);
        if (text().isBlank(lineStart, start) && text().endsLine(end)) {
            return TextEdit.removal(lineStart, text().nextLine(end));
        }
        int next = afterBlanks(end);
        boolean hasNext = index + 1 < items().size() && text().start(items().get(index + 1)) == next;
        return TextEdit.removal(start, hasNext ? next : end);
    }

    /** JSON allows no comma behind the last item. */
    private TextEdit commaAfterLast(int index) {
        int comma = comma(index);
        int next = afterBlanks(comma + 1);
        return TextEdit.removal(comma, text().start(items().get(index + 1)) == next ? next : comma + 1);
    }

    private int afterBlanks(int position) {
        int after = position;
        while (after < text().text().length() && " \t".indexOf(text().text().charAt(after)) >= 0) {
            after++;
        }
        return after;
    }

    /** Returns where the comma behind an item is, or -1. */
    private int comma(int index) {
        int position = text().end(items().get(index));
        int end = text().end(found.list());
        while (position < end) {
            char c = text().text().charAt(position);
            if (c == ',') {
                return position;
            }
            position = c == '#' ? text().nextLine(position) : position + 1;
        }
        return -1;
    }
}
