// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.EditedText.Edit;
import dev.kubeuser.manifest.internal.JsonValues;
import dev.kubeuser.manifest.internal.NodeText;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A file of manifests as it is written, in which items of lists can be removed. All else keeps its form: comments,
 * order, quotes, placeholders. What an anchor shares with other places stays.
 */
public final class ManifestText {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$?\\$\\{kubeuser\\.[^}\\s]*}");
    private static final String LIST = "List";
    private static final int NESTING = 100;

    private final String text;
    private final List<LocatedObject> objects = new ArrayList<>();
    private final IdentityHashMap<Node, Integer> uses = new IdentityHashMap<>();
    private final List<Edit> edits = new ArrayList<>();

    /** An object, and where the text begins in which its marks count. */
    private record LocatedObject(MappingNode node, NodeText place) {}

    private ManifestText(String text) {
        this.text = text;
    }

    /**
     * {@return the text, or empty if it is neither YAML nor JSON}
     *
     * @param text the content of a file, with placeholders
     */
    public static Optional<ManifestText> of(String text) {
        ManifestText read = new ManifestText(text);
        // Something of the same length takes the place of each placeholder, so that offsets stay.
        String parsed = PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> "x".repeat(found.group().length()));
        try {
            for (JsonValues.Part part : JsonValues.in(parsed)) {
                // YAML 1.1 lacks an escape of JSON. Only offsets matter here, not the text.
                String value = part.isJson() ? part.text().replace("\\\\", "xx").replace("\\/", "//") : part.text();
                read.read(value, new NodeText(text, part.offset()));
            }
        } catch (YAMLException notYaml) {
            return Optional.empty();
        }
        return Optional.of(read);
    }

    private void read(String part, NodeText place) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setNestingDepthLimit(NESTING);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        for (Node root : new Yaml(new SafeConstructor(options)).composeAll(new StringReader(part))) {
            count(root);
            addObjects(root, place);
        }
    }

    private void count(Node node) {
        if (uses.merge(node, 1, Integer::sum) == 1) {
            children(node).forEach(this::count);
        }
    }

    private static List<Node> children(Node node) {
        List<Node> children = new ArrayList<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> {
                children.add(entry.getKeyNode());
                children.add(entry.getValueNode());
            });
        } else if (node instanceof SequenceNode sequence) {
            children.addAll(sequence.getValue());
        }
        return children;
    }

    /** Numbers objects as origins do: those of lists count each. */
    private void addObjects(Node node, NodeText place) {
        if (node instanceof MappingNode mapping) {
            NodeTuple items = items(mapping);
            if (items != null) {
                children(items.getValueNode()).forEach(item -> addObjects(item, place));
            } else {
                objects.add(new LocatedObject(mapping, place));
            }
        }
    }

    /** Returns the items of a list of objects, or null if it is an object. */
    private static @Nullable NodeTuple items(MappingNode mapping) {
        return text(mapping, "kind").endsWith(LIST) ? entry(mapping, "items") : null;
    }

    private static @Nullable NodeTuple entry(Node node, Object key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(entry -> entry.getKeyNode() instanceof ScalarNode scalar
                                && scalar.getValue().equals(key))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static String text(MappingNode mapping, String key) {
        NodeTuple entry = entry(mapping, key);
        return entry != null && entry.getValueNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /**
     * {@return whether it has these objects}
     *
     * @param numbers their indexes in the file, from 0
     */
    public boolean has(Set<Integer> numbers) {
        return numbers.stream().allMatch(index -> index < objects.size());
    }

    /**
     * {@return the indexes of the lines on which there is more than these objects: others, and what stands next to
     * those, such as comments}
     *
     * @param numbers the indexes of the objects in the file, from 0
     */
    public BitSet linesBeside(Set<Integer> numbers) {
        BitSet beside = new BitSet();
        for (int index = 0; index < objects.size(); index++) {
            if (!numbers.contains(index)) {
                int begin = index == 0 ? 0 : lastLine(index - 1) + 1;
                int end = index + 1 < objects.size() ? firstLine(index + 1) : line(text.length()) + 1;
                beside.set(Math.min(begin, firstLine(index)), Math.max(end, lastLine(index) + 1));
            }
        }
        return beside;
    }

    private int firstLine(int index) {
        return line(objects.get(index).place.start(objects.get(index).node));
    }

    private int lastLine(int index) {
        return line(objects.get(index).place.end(objects.get(index).node) - 1);
    }

    private int line(int offset) {
        return (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    /**
     * Removes items of a list. If none is kept, an empty list stays.
     *
     * @param object the index of the object in the file, from 0
     * @param path the keys and indexes that lead to the list, for example {@code rules, 2, verbs}
     * @param kept the indexes of the items to keep; those with values are replaced by them
     * @return whether the list can be edited: it is in the file, and is not shared by an anchor
     */
    public boolean keep(int object, List<?> path, SortedMap<Integer, List<String>> kept) {
        NodeTuple found = object < objects.size() ? entry(objects.get(object).node, path) : null;
        if (found == null
                || !(found.getValueNode() instanceof SequenceNode list)
                || list.getValue().size() <= (kept.isEmpty() ? 0 : kept.lastKey())) {
            return false;
        }
        List<Node> items = list.getValue();
        for (int index = 0; index < items.size(); index++) {
            boolean isTouched = !kept.containsKey(index) || !kept.get(index).isEmpty();
            if (isTouched && isShared(items.get(index))) {
                return false;
            }
        }
        Optional<List<Edit>> possible = new ListEdit(found.getKeyNode(), list, objects.get(object).place, kept).edits();
        possible.ifPresent(edits::addAll);
        return possible.isPresent();
    }

    private boolean isUsedTwice(Node node) {
        return uses.getOrDefault(node, 0) > 1;
    }

    private boolean isShared(Node node) {
        return isUsedTwice(node) || children(node).stream().anyMatch(this::isShared);
    }

    /** Returns the last key of a path with its value, or null if it is not there or an anchor shares it. */
    private @Nullable NodeTuple entry(Node object, List<?> path) {
        Node node = object;
        @Nullable NodeTuple last = null;
        for (Object step : path) {
            if (isUsedTwice(node)) {
                return null;
            }
            NodeTuple entry = entry(node, step);
            if (entry != null) {
                last = entry;
                node = entry.getValueNode();
            } else if (step instanceof Integer index
                    && node instanceof SequenceNode sequence
                    && index < sequence.getValue().size()) {
                node = sequence.getValue().get(index);
            } else {
                return null;
            }
        }
        return isUsedTwice(node) ? null : last;
    }

    /** {@return the text before and after the removals} */
    public EditedText edited() {
        return new EditedText(text, edits);
    }
}
