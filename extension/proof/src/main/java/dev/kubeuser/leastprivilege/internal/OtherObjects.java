package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.internal.NodeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Leaves objects out of a file of manifests: whole documents, and items of lists. What stands between documents belongs
 * to the one that it is not separated from, and a comment above an item to the item.
 */
final class OtherObjects {

    private static final Pattern SEPARATOR = Pattern.compile("(?m)^(?:---|\\.\\.\\.)(?=\\s|$)");
    private static final int LENGTH_OF_SEPARATOR = 3;

    private final String text;
    private final List<ManifestText.Document> documents;
    private final Set<Node> kept;
    private final Predicate<Node> isShared;
    private final String newline;
    private final List<TextEdit> omissions = new ArrayList<>();
    private final List<String> titles = new ArrayList<>();

    /**
     * Creates one.
     *
     * @param text the whole text
     * @param documents its documents, in order
     * @param kept the objects to keep
     * @param isShared whether an anchor shares a node or a part of it
     */
    OtherObjects(String text, List<ManifestText.Document> documents, Set<Node> kept, Predicate<Node> isShared) {
        this.text = text;
        this.documents = documents;
        this.kept = kept;
        this.isShared = isShared;
        this.newline = text.contains("\r\n") ? "\r\n" : "\n";
    }

    /** Returns the edits; empty if objects cannot be left out without a trace of them. */
    Optional<List<TextEdit>> omissions() {
        for (int index = 0; index < documents.size(); index++) {
            ManifestText.Document document = documents.get(index);
            if (!hasKept(document.root())) {
                omitDocument(index);
            } else if (hasOthers(document.root())
                    && (isShared.test(document.root()) || !omitItems(document.root(), document.place()))) {
                return Optional.empty();
            }
        }
        return Optional.of(omissions);
    }

    /** Returns the names of what is left out. */
    List<String> titles() {
        return titles;
    }

    private boolean hasKept(Node node) {
        return objects(node).stream().anyMatch(kept::contains);
    }

    private boolean hasOthers(Node node) {
        return objects(node).stream().anyMatch(object -> !kept.contains(object));
    }

    private static List<MappingNode> objects(Node node) {
        List<MappingNode> objects = new ArrayList<>();
        if (node instanceof MappingNode mapping) {
            NodeTuple items = ManifestText.items(mapping);
            if (items == null) {
                objects.add(mapping);
            } else {
                ManifestText.children(items.getValueNode()).forEach(item -> objects.addAll(objects(item)));
            }
        }
        return objects;
    }

    private void omitDocument(int index) {
        ManifestText.Document document = documents.get(index);
        int begin = index > 0 && documents.get(index - 1).begin() == document.begin()
                ? afterSeparator(end(documents.get(index - 1)), document.place().start(document.root()))
                : document.begin();
        int until = index + 1 < documents.size() && documents.get(index + 1).begin() == document.begin()
                ? document.place().start(documents.get(index + 1).root())
                : document.end();
        int end = beforeSeparator(end(document), until);
        boolean isJson =
                text.substring(document.begin(), document.end()).stripLeading().startsWith("{");
        boolean isInLine = begin > 0 && text.charAt(begin - 1) != '\n';
        String comments = comments(document.root(), document.place(), "");
        omissions.add(new TextEdit(begin, end, isJson ? "" : (isInLine ? newline : "") + comments));
    }

    private static int end(ManifestText.Document document) {
        return document.place().end(document.root());
    }

    /** Returns where a document begins: behind the last separator before its object. */
    private int afterSeparator(int from, int start) {
        int begin = lineEnd(from);
        Matcher separator = SEPARATOR.matcher(text);
        for (int at = from; at <= start && separator.find(at) && separator.start() <= start; at = separator.end()) {
            int after = separator.start() + LENGTH_OF_SEPARATOR;
            begin = text.substring(after, Math.max(after, lineEnd(after))).isBlank() ? lineEnd(after) : after;
        }
        return begin;
    }

    /** Returns where a document ends: before the first separator behind its object. */
    private int beforeSeparator(int from, int until) {
        Matcher separator = SEPARATOR.matcher(text);
        return separator.find(from) && separator.start() < until ? separator.start() : until;
    }

    /** Returns where the next line begins. */
    private int lineEnd(int position) {
        int end = text.indexOf('\n', position);
        return end < 0 ? text.length() : end + 1;
    }

    private boolean omitItems(MappingNode list, NodeText place) {
        NodeTuple entry = ManifestText.items(list);
        if (entry == null
                || !(entry.getKeyNode() instanceof ScalarNode key)
                || !(entry.getValueNode() instanceof SequenceNode items)) {
            return false;
        }
        SortedMap<Integer, List<String>> stay = new TreeMap<>();
        for (int index = 0; index < items.getValue().size(); index++) {
            Node item = items.getValue().get(index);
            if (hasKept(item)) {
                stay.put(index, List.of());
                if (hasOthers(item) && !(item instanceof MappingNode inner && omitItems(inner, place))) {
                    return false;
                }
            }
        }
        if (stay.size() == items.getValue().size()) {
            return true;
        }
        return items.getFlowStyle() == DumperOptions.FlowStyle.FLOW
                ? omitInBrackets(new ManifestText.LocatedList(key, items, place), stay)
                : omitLines(items, place, place.end(key), stay);
    }

    /** A comment there has no place of its own. */
    private boolean omitInBrackets(ManifestText.LocatedList list, SortedMap<Integer, List<String>> stay) {
        int after = list.place().start(list.list());
        for (int index = 0; index < list.list().getValue().size(); index++) {
            Node item = list.list().getValue().get(index);
            if (text.substring(after, list.place().start(item)).contains("#")) {
                return false;
            }
            after = list.place().end(item);
            if (!stay.containsKey(index)) {
                comments(item, list.place(), "");
            }
        }
        if (text.substring(after, list.place().end(list.list())).contains("#")) {
            return false;
        }
        omissions.addAll(new FlowList(list, stay).edits());
        return true;
    }

    private boolean omitLines(SequenceNode items, NodeText place, int key, SortedMap<Integer, List<String>> stay) {
        int after = key;
        int column = items.getStartMark().getColumn();
        for (int index = 0; index < items.getValue().size(); index++) {
            Node item = items.getValue().get(index);
            int begin = lineEnd(after);
            int end = place.end(item);
            if (begin > place.start(item)) {
                return false;
            }
            if (!stay.containsKey(index)) {
                end = endOfComments(lineEnd(end), column);
                omissions.add(new TextEdit(begin, end, comments(item, place, " ".repeat(column))));
                end--;
            }
            after = end;
        }
        return true;
    }

    /** Returns where the comments end that are deeper than the dashes of a list, so that they belong to its item. */
    private int endOfComments(int from, int column) {
        int end = from;
        for (int line = from; line < text.length(); line = lineEnd(line)) {
            String content = text.substring(line, lineEnd(line));
            String stripped = content.stripLeading();
            if (stripped.startsWith("#") && content.length() - stripped.length() > column) {
                end = lineEnd(line);
            } else if (!stripped.isEmpty()) {
                break;
            }
        }
        return end;
    }

    private String comments(Node node, NodeText place, String indent) {
        StringBuilder comments = new StringBuilder();
        for (MappingNode object : objects(node)) {
            String title = title(object, place);
            titles.add(title);
            comments.append(indent)
                    .append("# ")
                    .append(title)
                    .append(": left out")
                    .append(newline);
        }
        return comments.toString();
    }

    private static String title(MappingNode object, NodeText place) {
        NodeTuple metadata = ManifestText.entry(object, "metadata");
        String namespace = "";
        String name = "";
        if (metadata != null && metadata.getValueNode() instanceof MappingNode head) {
            namespace = written(ManifestText.entry(head, "namespace"), place);
            name = written(ManifestText.entry(head, "name"), place);
        }
        return Printable.text(written(ManifestText.entry(object, "kind"), place) + " "
                        + (namespace.isEmpty() ? "" : namespace + "/") + name)
                .strip();
    }

    /** Returns a value as it stands in the text, where placeholders are not filled in. */
    private static String written(@Nullable NodeTuple entry, NodeText place) {
        return entry != null && entry.getValueNode() instanceof ScalarNode scalar
                ? place.between(place.start(scalar), place.end(scalar)).replaceAll("^[\"']|[\"']$", "")
                : "";
    }
}
