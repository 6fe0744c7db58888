package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.manifest.internal.NodeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A list with an item on each line, or on several, after a dash.
 *
 * @param found the list
 * @param kept the items to keep, and what takes their place
 */
record BlockList(ManifestText.LocatedList found, SortedMap<Integer, List<String>> kept) {

    /** Returns empty if an item does not begin on a line of its own. */
    Optional<List<TextEdit>> edits() {
        List<TextEdit> edits = new ArrayList<>();
        int after = text().end(found.key());
        for (int index = 0; index < items().size(); index++) {
            Node item = items().get(index);
            int dash = dash(after, item);
            if (dash < 0) {
                return Optional.empty();
            }
            if (!kept.containsKey(index)) {
                edits.add(TextEdit.removal(withComments(dash, after), text().nextLine(text().end(item))));
            } else if (!kept.get(index).isEmpty()) {
                edits.add(replacement(dash, item, kept.get(index)));
            }
            after = text().end(item);
        }
        if (kept.isEmpty()) {
            int colon = text().text().indexOf(':', text().end(found.key())) + 1;
            edits.add(new TextEdit(colon, colon, " []"));
        }
        return Optional.of(edits);
    }

    private NodeText text() {
        return found.place();
    }

    private List<Node> items() {
        return found.list().getValue();
    }

    /** Returns where the dash of an item is, which begins its line; or -1. */
    private int dash(int after, Node item) {
        int column = found.list().getStartMark().getColumn();
        int line = text().lineStart(text().start(item));
        while (line > after) {
            int dash = line + column;
            if (dash < text().text().length() && text().text().charAt(dash) == '-' && text().isBlank(line, dash)) {
                return dash;
            }
            line = text().lineStart(line - 1);
        }
        return -1;
    }

    /** Returns the beginning of the comment above an item, or of its line. */
    private int withComments(int dash, int after) {
        int column = dash - text().lineStart(dash);
        int begin = text().lineStart(dash);
        while (begin > after) {
            int above = text().lineStart(begin - 1);
            boolean isComment = above > after
                    && above + column < begin
                    && text().isBlank(above, above + column)
                    && text().text().charAt(above + column) == '#';
            if (!isComment) {
                break;
            }
            begin = above;
        }
        return begin;
    }

    private TextEdit replacement(int dash, Node item, List<String> values) {
        int start = text().start(item);
        String newline = text().between(0, text().nextLine(0)).endsWith("\r\n") ? "\r\n" : "\n";
        String before = newline + text().between(text().lineStart(dash), start);
        return new TextEdit(
                start,
                text().end(item),
                values.stream()
                        .map(value -> text().like((ScalarNode) item, value))
                        .collect(Collectors.joining(before)));
    }
}
