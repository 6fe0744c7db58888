// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.manifest.internal.NodeText;
import dev.kubeuser.manifest.internal.NodeText.PlainScalar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * A document of a file: the JSON that kubectl would send, with the line of each part. Reads events, for the nodes of a
 * large document take several times the memory of its JSON.
 */
final class YamlDocument {

    /** Schemas of custom resources are deeper than parsers usually allow. */
    private static final int DEPTH = 500;

    private static final String MERGE = "<<";

    private final YamlReader reader;
    private final int linesBefore;
    private final NodeText text;
    private final Iterator<Event> events;
    private final LocatedJson located;
    private final IdentityHashMap<JsonElement, Integer> lines = new IdentityHashMap<>();
    private final IdentityHashMap<JsonElement, Extent> extents = new IdentityHashMap<>();
    private final Map<String, Anchored> anchors = new HashMap<>();

    /** The events of what has an anchor, with those that aliases repeat in it. */
    private final List<Event> kept = new ArrayList<>();

    private int openAnchors;

    /** Which of the kept events is next, and behind the last one, while an alias repeats them. */
    private int next;

    private int last;
    private int depth;

    /** Where the last text ends that is part of a value. */
    private int end;

    /** What an alias repeats: some of the kept events, all of them once it is read. */
    private static final class Anchored {

        final int line;
        final int begin;
        int end;

        Anchored(int line, int begin) {
            this.line = line;
            this.begin = begin;
        }
    }

    /** Where an object begins and ends in a text, in code points. */
    private record Extent(int start, int end) {}

    /**
     * The part of a text that an object is written in.
     *
     * @param whole the text
     * @param start where the part begins
     * @param end where it ends, including blanks before that
     */
    record Excerpt(String whole, int start, int end) {

        /** A text that is all of it. */
        static Excerpt of(String text) {
            return new Excerpt(text, 0, text.length());
        }

        /** The part without what else stands on its lines. */
        String alone() {
            return new NodeText(whole, 0).alone(start, end);
        }
    }

    /**
     * Reads a document.
     *
     * @param reader the reader of the file
     * @param linesBefore how many lines of the file precede the text that was parsed
     * @param text the text that was parsed
     * @param events the events from that of the root on
     */
    YamlDocument(YamlReader reader, int linesBefore, NodeText text, Iterator<Event> events) {
        this.reader = reader;
        this.linesBefore = linesBefore;
        this.text = text;
        this.events = events;
        Event root = events.next();
        this.located = new LocatedJson(value(root, line(root), line(root)), line(root), lines);
        events.next();
    }

    LocatedJson located() {
        return located;
    }

    /** The text of an object in it. */
    Excerpt text(JsonObject object) {
        Extent extent = Objects.requireNonNull(extents.get(object));
        return new Excerpt(text.text(), text.at(extent.start), text.at(extent.end));
    }

    private Event next() {
        Event event = isRepeated() ? kept.get(next++) : events.next();
        if (openAnchors > 0 && !(event instanceof AliasEvent)) {
            kept.add(event);
        }
        return event;
    }

    private boolean isRepeated() {
        return last > 0;
    }

    /**
     * Reads a value.
     *
     * @param line its line: for the value of a key, that of the key
     * @param outer the line of what holds it
     */
    private JsonElement value(Event event, int line, int outer) {
        if (event instanceof AliasEvent alias) {
            return repeated(alias, line, outer);
        }
        NodeEvent node = (NodeEvent) event;
        if (node.getAnchor() == null || isRepeated()) {
            return located(node, line, outer);
        }
        if (openAnchors == 0) {
            kept.add(node);
        }
        Anchored anchored = new Anchored(line(node), kept.size() - 1);
        anchors.put(node.getAnchor(), anchored);
        openAnchors++;
        JsonElement value = located(node, line, outer);
        openAnchors--;
        anchored.end = kept.size();
        return value;
    }

    /** What an alias repeats is as if it were written there, but its parts keep their lines. */
    private JsonElement repeated(AliasEvent alias, int line, int outer) {
        Anchored anchored = anchors.get(alias.getAnchor());
        if (anchored == null) {
            throw reader.notYaml(line(alias), "found undefined alias " + alias.getAnchor(), null);
        }
        if (anchored.end == 0) {
            throw malformed(anchored.line, "an anchor contains its own alias");
        }
        next = anchored.begin;
        last = anchored.end;
        JsonElement value = located((NodeEvent) next(), line, outer);
        last = 0;
        end = alias.getEndMark().getIndex();
        return value;
    }

    private JsonElement located(NodeEvent node, int line, int outer) {
        depth++;
        if (depth > DEPTH) {
            throw reader.malformed(line(node), "nested deeper than " + DEPTH + " levels", null);
        }
        if (isRepeated()) {
            reader.repeat(
                    line(node),
                    node instanceof ScalarEvent scalar ? scalar.getValue().length() : 0);
        }
        JsonElement value = content(node, line);
        depth--;
        locate(value, line, outer);
        return value;
    }

    /** Keeps the line of a part, unless it is on that of what holds it. */
    private void locate(JsonElement part, int line, int outer) {
        if (line != outer && !part.isJsonNull()) {
            lines.put(part, line);
        }
    }

    private JsonElement content(NodeEvent node, int line) {
        Tag tag = tag(node);
        if (tag != null && tag.isCustomGlobal()) {
            throw reader.notYaml(line(node), "Global tag is not allowed: " + tag.getValue(), null);
        }
        if (node instanceof MappingStartEvent mapping) {
            return object(mapping, line);
        }
        return node instanceof ScalarEvent scalar ? scalar(scalar) : array((CollectionStartEvent) node, line);
    }

    private static @Nullable Tag tag(NodeEvent node) {
        String tag = node instanceof ScalarEvent scalar ? scalar.getTag() : ((CollectionStartEvent) node).getTag();
        return tag == null || tag.equals("!") ? null : new Tag(tag);
    }

    private JsonArray array(CollectionStartEvent start, int line) {
        JsonArray array = new JsonArray();
        Event item = next();
        while (!(item instanceof SequenceEndEvent)) {
            array.add(value(item, lineWritten(item), line));
            item = next();
        }
        endCollection(start, item);
        return array;
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
        List<LocatedJson> merged = new ArrayList<>();
        Event key = next();
        while (!(key instanceof MappingEndEvent)) {
            if (isMerge(key)) {
                Event value = next();
                int from = lineWritten(value);
                merged.add(new LocatedJson(value(value, from, from), from, lines));
            } else {
                String name = key(key);
                int named = line(key);
                Integer earlier = seen.put(name, named);
                if (earlier != null) {
                    throw malformed(named, "duplicate key " + name + ", first in line " + earlier);
                }
                object.add(name, value(next(), named, line));
            }
            key = next();
        }
        endCollection(start, key);
        extents.put(object, new Extent(start.getStartMark().getIndex(), end));
        merged.forEach(each -> merge(each, object, line));
        return object;
    }

    private static boolean isMerge(Event key) {
        return key instanceof ScalarEvent scalar
                && scalar.getValue().equals(MERGE)
                && (isPlain(scalar) || Tag.MERGE.equals(tag(scalar)));
    }

    /** Without quotes or tag. */
    private static boolean isPlain(ScalarEvent scalar) {
        return tag(scalar) == null && scalar.getImplicit().canOmitTagInPlainScalar();
    }

    private String key(Event event) {
        int line = line(event);
        if (!(event instanceof CollectionStartEvent) && value(event, line, line) instanceof JsonPrimitive key) {
            return reader.shared(key.getAsString());
        }
        throw malformed(line, "a key must be text");
    }

    /** Present keys win over merged ones, earlier mappings over later ones. */
    private void merge(LocatedJson merged, JsonObject object, int line) {
        if (merged.json() instanceof JsonArray several) {
            several.forEach(one -> merge(merged.part(one), object, line));
        } else if (merged.json() instanceof JsonObject mapping) {
            mapping.asMap().forEach((key, value) -> {
                if (!object.has(key)) {
                    object.add(key, value);
                    locate(value, merged.part(value).line(), line);
                }
            });
        } else {
            throw malformed(merged.line(), "<< merges only a mapping or a list of mappings");
        }
    }

    private JsonElement scalar(ScalarEvent scalar) {
        end = scalar.getEndMark().getIndex();
        String value = reader.shared(scalar.getValue());
        Tag tag = tag(scalar);
        try {
            if (isPlain(scalar)) {
                return PlainScalar.resolve(value);
            }
            return tag == null ? new JsonPrimitive(value) : tagged(tag, value);
        } catch (IllegalArgumentException wrong) {
            throw malformed(line(scalar), String.valueOf(wrong.getMessage()));
        }
    }

    private static JsonElement tagged(Tag tag, String value) {
        if (tag.equals(Tag.BINARY)) {
            return new JsonPrimitive(new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8));
        }
        boolean isNumber = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        if (!isNumber && !tag.equals(Tag.BOOL) && !tag.equals(Tag.NULL)) {
            return new JsonPrimitive(value);
        }
        JsonElement resolved = PlainScalar.resolve(value);
        boolean fits = tag.equals(Tag.NULL)
                ? resolved.isJsonNull()
                : resolved instanceof JsonPrimitive given && (isNumber ? given.isNumber() : given.isBoolean());
        if (!fits) {
            throw new IllegalArgumentException("\"" + value + "\" does not match its tag, " + tag.getValue());
        }
        return resolved;
    }

    private int line(Event event) {
        return linesBefore + event.getStartMark().getLine() + 1;
    }

    /** What an alias repeats has the place where it was written, unless a key shows its own. */
    private int lineWritten(Event event) {
        Anchored anchored = event instanceof AliasEvent alias ? anchors.get(alias.getAnchor()) : null;
        return anchored == null ? line(event) : anchored.line;
    }

    /** Reads the rest of the document, too: if it is not YAML, that may be why. */
    private ManifestException malformed(int line, String problem) {
        while (!events.next().is(Event.ID.DocumentEnd)) {}
        return reader.malformed(line, problem, null);
    }
}
