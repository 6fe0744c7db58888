package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.manifest.internal.NodeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Turns a YAML document into the JSON that kubectl would send, and keeps the line of each part. Reads events, for the
 * nodes of a large document take several times the memory of its JSON.
 */
final class DocumentReader {

    private final YamlDocument document;
    private final Expansion expansion = new Expansion();
    private final IdentityHashMap<JsonElement, Integer> lines = new IdentityHashMap<>();
    private final IdentityHashMap<JsonElement, Extent> extents = new IdentityHashMap<>();
    private final Map<String, Anchored> anchors = new HashMap<>();

    /** Where the last text ends that is part of a value. */
    private int end;

    DocumentReader(YamlDocument document) {
        this.document = document;
    }

    /** Where an object begins and ends, in code points. */
    private record Extent(int start, int end) {}

    /** A value that is not yet in an object, and its line. */
    private record Merged(JsonElement value, int line) {}

    /** What an alias repeats. */
    private static final class Anchored {

        final int written;

        /** Its line as part of the document. */
        final int line;

        /** Before it was read, then its own. */
        Expansion.Size size;

        /** Null until it is read. */
        @Nullable
        JsonElement value;

        Anchored(int written, int line, Expansion.Size before) {
            this.written = written;
            this.line = line;
            this.size = before;
        }

        void read(JsonElement read, Expansion.Size after) {
            value = read;
            size = after.since(size);
        }
    }

    /** Reads the whole document. */
    LocatedJson read() {
        Event root = document.next();
        int line = document.line(root);
        JsonElement value = value(root, line, line);
        document.next();
        return new LocatedJson(value, line, lines);
    }

    /** The text of an object that was read. */
    Excerpt text(JsonObject object) {
        Extent extent = Objects.requireNonNull(extents.get(object));
        NodeText text = document.text();
        return new Excerpt(text.text(), text.at(extent.start), text.at(extent.end));
    }

    /**
     * Reads a value.
     *
     * @param line its line: for the value of a key, that of the key
     * @param outer the line of what holds it
     */
    private JsonElement value(Event event, int line, int outer) {
        if (event instanceof AliasEvent alias) {
            return aliased(alias, line, outer);
        }
        NodeEvent node = (NodeEvent) event;
        if (node.getAnchor() == null) {
            return at(line, outer, content(node, line));
        }
        Anchored anchored = new Anchored(document.line(node), line, expansion.size());
        anchors.put(node.getAnchor(), anchored);
        JsonElement value = at(line, outer, content(node, line));
        anchored.read(value, expansion.size());
        return value;
    }

    /** Keeps the line of a part, unless it is on that of what holds it. Equal scalars share one value until then. */
    private JsonElement at(int line, int outer, JsonElement value) {
        if (line == outer || value.isJsonNull()) {
            return value;
        }
        JsonElement own = value instanceof JsonPrimitive shared ? Scalars.copy(shared) : value;
        lines.put(own, line);
        return own;
    }

    private JsonElement content(NodeEvent node, int line) {
        requireKnownTag(node);
        int length = node instanceof ScalarEvent scalar ? scalar.getValue().length() : 0;
        require(document.line(node), () -> expansion.enter(length));
        JsonElement content;
        if (node instanceof MappingStartEvent mapping) {
            content = object(mapping, line);
        } else if (node instanceof ScalarEvent scalar) {
            content = scalar(scalar);
        } else {
            content = array((CollectionStartEvent) node, line);
        }
        expansion.leave();
        return content;
    }

    /** Tags that name classes are refused, as SnakeYAML does. */
    private void requireKnownTag(NodeEvent node) {
        String tag = node instanceof ScalarEvent scalar ? scalar.getTag() : ((CollectionStartEvent) node).getTag();
        if (tag != null && !tag.equals("!") && new Tag(tag).isCustomGlobal()) {
            throw document.notYaml(document.line(node), "Global tag is not allowed: " + tag);
        }
    }

    /** Of a document that is too much, the rest is not read. */
    private void require(int line, Runnable entered) {
        try {
            entered.run();
        } catch (IllegalArgumentException tooMuch) {
            throw document.malformed(line, String.valueOf(tooMuch.getMessage()));
        }
    }

    private JsonElement scalar(ScalarEvent scalar) {
        end = scalar.getEndMark().getIndex();
        try {
            return document.scalars().value(scalar);
        } catch (IllegalArgumentException wrong) {
            throw malformed(document.line(scalar), String.valueOf(wrong.getMessage()));
        }
    }

    private JsonArray array(CollectionStartEvent start, int line) {
        JsonArray array = new JsonArray();
        Event item = document.next();
        while (!(item instanceof SequenceEndEvent)) {
            array.add(value(item, line(item), line));
            item = document.next();
        }
        endCollection(start, item);
        return array;
    }

    /** What an alias repeats is where it was written, unless a key tells its place. */
    private int line(Event event) {
        Anchored repeated = event instanceof AliasEvent alias ? anchors.get(alias.getAnchor()) : null;
        return repeated == null ? document.line(event) : repeated.written;
    }

    /** A block ends where its last part does: the parser sees its end only at what follows. */
    private void endCollection(CollectionStartEvent start, Event last) {
        if (start.isFlow()) {
            end = last.getEndMark().getIndex();
        }
    }

    private JsonObject object(MappingStartEvent start, int line) {
        JsonObject object = new JsonObject();
        Map<String, Integer> seen = new HashMap<>();
        List<Merged> merged = new ArrayList<>();
        Event key = document.next();
        while (!(key instanceof MappingEndEvent)) {
            if (key instanceof ScalarEvent scalar && Scalars.isMerge(scalar)) {
                Event value = document.next();
                int from = line(value);
                merged.add(new Merged(value(value, from, from), from));
            } else {
                String name = key(key);
                int named = document.line(key);
                Integer earlier = seen.put(name, named);
                if (earlier != null) {
                    throw malformed(named, "duplicate key " + name + ", first in line " + earlier);
                }
                object.add(name, value(document.next(), named, line));
            }
            key = document.next();
        }
        endCollection(start, key);
        extents.put(object, new Extent(start.getStartMark().getIndex(), end));
        merged.forEach(each -> merge(each, object, line));
        return object;
    }

    private String key(Event event) {
        int line = document.line(event);
        JsonElement key = event instanceof CollectionStartEvent ? JsonNull.INSTANCE : value(event, line, line);
        if (!key.isJsonPrimitive()) {
            throw malformed(line, "a key must be text");
        }
        return key.getAsString();
    }

    /** Present keys win over merged ones, earlier mappings over later ones. */
    private void merge(Merged merged, JsonObject object, int line) {
        if (merged.value instanceof JsonArray several) {
            several.forEach(one -> merge(new Merged(one, lines.getOrDefault(one, merged.line)), object, line));
        } else if (merged.value instanceof JsonObject mapping) {
            mapping.entrySet().stream()
                    .filter(entry -> !object.has(entry.getKey()))
                    .forEach(entry -> object.add(
                            entry.getKey(),
                            at(lines.getOrDefault(entry.getValue(), merged.line), line, entry.getValue())));
        } else {
            throw malformed(merged.line, "<< merges only a mapping or a list of mappings");
        }
    }

    private JsonElement aliased(AliasEvent alias, int line, int outer) {
        Anchored anchored = anchors.get(alias.getAnchor());
        if (anchored == null) {
            throw undefined(alias);
        }
        if (anchored.value == null) {
            throw malformed(anchored.written, "an anchor contains its own alias");
        }
        JsonElement original = anchored.value;
        require(document.line(alias), () -> expansion.repeat(anchored.size));
        JsonElement copy = copy(original, anchored.line, line, outer);
        end = alias.getEndMark().getIndex();
        return copy;
    }

    private ManifestException undefined(AliasEvent alias) {
        return document.notYaml(document.line(alias), "found undefined alias " + alias.getAnchor());
    }

    /** Copies a value: its parts keep their lines, and it takes another. */
    private JsonElement copy(JsonElement original, int from, int line, int outer) {
        require(from, expansion::deepen);
        JsonElement copy = at(line, outer, copyOfContent(original, from, line));
        expansion.leave();
        return copy;
    }

    private JsonElement copyOfContent(JsonElement original, int from, int line) {
        if (original instanceof JsonArray array) {
            JsonArray copy = new JsonArray();
            array.forEach(item -> copy.add(copyOfPart(item, from, line)));
            return copy;
        }
        if (original instanceof JsonObject object) {
            JsonObject copy = new JsonObject();
            object.entrySet().forEach(entry -> copy.add(entry.getKey(), copyOfPart(entry.getValue(), from, line)));
            extents.put(copy, Objects.requireNonNull(extents.get(object)));
            return copy;
        }
        return original instanceof JsonPrimitive scalar ? Scalars.copy(scalar) : original;
    }

    private JsonElement copyOfPart(JsonElement part, int from, int outer) {
        int line = lines.getOrDefault(part, from);
        return copy(part, line, line, outer);
    }

    /** Reads the rest of the document, too: if it is not YAML, that may be why. */
    private ManifestException malformed(int line, String problem) {
        Set<String> known = new HashSet<>(anchors.keySet());
        Event skipped = document.next();
        while (!skipped.is(Event.ID.DocumentEnd)) {
            if (skipped instanceof AliasEvent alias && !known.contains(alias.getAnchor())) {
                throw undefined(alias);
            }
            if (skipped instanceof NodeEvent node && node.getAnchor() != null) {
                known.add(node.getAnchor());
            }
            skipped = document.next();
        }
        return document.malformed(line, problem);
    }
}
