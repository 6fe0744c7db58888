package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.manifest.internal.PlainScalar;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns a YAML document into the JSON that kubectl would send, and keeps the line of each part. */
final class NodeReader {

    private static final String MERGE = "<<";

    private final YamlDocument document;
    private final Expansion expansion = new Expansion();
    private final IdentityHashMap<JsonElement, Integer> lines = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();

    private final IdentityHashMap<JsonElement, Node> nodes = new IdentityHashMap<>();

    NodeReader(YamlDocument document) {
        this.document = document;
    }

    LocatedJson read() {
        return new LocatedJson(value(document.root(), document.line(document.root())), lines);
    }

    /** The text of an object that was read, without what else stands on its lines. */
    String text(JsonObject object) {
        return document.text().alone(Objects.requireNonNull(nodes.get(object)));
    }

    private JsonElement value(Node node, int line) {
        JsonElement value = value(node);
        if (value != JsonNull.INSTANCE) {
            lines.put(value, line);
        }
        if (value.isJsonObject()) {
            nodes.put(value, node);
        }
        return value;
    }

    private JsonElement value(Node node) {
        boolean isAlias = enter(node);
        JsonElement value = node instanceof ScalarNode scalar ? scalar(scalar) : collection(node);
        expansion.leave(isAlias);
        return value;
    }

    private boolean enter(Node node) {
        try {
            return expansion.enter(node);
        } catch (IllegalArgumentException tooMuch) {
            throw malformed(node, String.valueOf(tooMuch.getMessage()));
        }
    }

    private JsonElement collection(Node node) {
        if (open.put(node, true) != null) {
            throw malformed(node, "an anchor contains its own alias");
        }
        JsonElement value =
                node instanceof MappingNode mapping ? object(mapping) : array(((SequenceNode) node).getValue());
        open.remove(node);
        return value;
    }

    private JsonArray array(List<Node> items) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(value(item, document.line(item))));
        return array;
    }

    private JsonObject object(MappingNode mapping) {
        JsonObject object = new JsonObject();
        Map<String, Integer> seen = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!isMerge(entry.getKeyNode())) {
                String key = key(entry.getKeyNode());
                int line = document.line(entry.getKeyNode());
                Integer earlier = seen.put(key, line);
                if (earlier != null) {
                    throw malformed(entry.getKeyNode(), "duplicate key " + key + ", first in line " + earlier);
                }
                object.add(key, value(entry.getValueNode(), line));
            }
        }
        mapping.getValue().stream()
                .filter(entry -> isMerge(entry.getKeyNode()))
                .forEach(entry -> merge(object, entry.getValueNode()));
        return object;
    }

    private static boolean isMerge(Node key) {
        return key instanceof ScalarNode scalar
                && scalar.getValue().equals(MERGE)
                && (scalar.getTag().equals(YamlDocuments.PLAIN)
                        || scalar.getTag().equals(Tag.MERGE));
    }

    /** Present keys win over merged ones, earlier mappings over later ones. */
    private void merge(JsonObject object, Node merged) {
        if (merged instanceof SequenceNode several) {
            several.getValue().forEach(one -> merge(object, one));
        } else if (merged instanceof MappingNode mapping) {
            value(mapping).getAsJsonObject().entrySet().stream()
                    .filter(entry -> !object.has(entry.getKey()))
                    .forEach(entry -> object.add(entry.getKey(), entry.getValue()));
        } else {
            throw malformed(merged, "<< merges only a mapping or a list of mappings");
        }
    }

    private String key(Node node) {
        JsonElement key = node instanceof ScalarNode scalar ? value(scalar) : JsonNull.INSTANCE;
        if (key.isJsonNull()) {
            throw malformed(node, "a key must be text");
        }
        return key.getAsString();
    }

    private JsonElement scalar(ScalarNode scalar) {
        try {
            return scalar(scalar.getTag(), scalar.getValue());
        } catch (IllegalArgumentException wrong) {
            throw malformed(scalar, String.valueOf(wrong.getMessage()));
        }
    }

    private static JsonElement scalar(Tag tag, String text) {
        if (tag.equals(YamlDocuments.PLAIN)) {
            return PlainScalar.resolve(text);
        }
        if (tag.equals(Tag.BINARY)) {
            byte[] bytes = Base64.getMimeDecoder().decode(text);
            return new JsonPrimitive(new String(bytes, StandardCharsets.UTF_8));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) || tag.equals(Tag.BOOL) || tag.equals(Tag.NULL)) {
            return tagged(tag, text);
        }
        return new JsonPrimitive(text);
    }

    private static JsonElement tagged(Tag tag, String text) {
        JsonElement value = PlainScalar.resolve(text);
        boolean fits = tag.equals(Tag.NULL)
                ? value.isJsonNull()
                : value instanceof JsonPrimitive given && (tag.equals(Tag.BOOL) ? given.isBoolean() : given.isNumber());
        if (!fits) {
            throw new IllegalArgumentException("\"" + text + "\" does not match its tag, " + tag.getValue());
        }
        return value;
    }

    private ManifestException malformed(Node node, String problem) {
        return document.malformed(node, problem);
    }
}
