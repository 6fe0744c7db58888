// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonElement;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * JSON with the line of each part.
 *
 * @param json the value
 * @param line its line
 * @param lines the line of each part that is not on the line of what holds it, by identity
 */
record LocatedJson(JsonElement json, int line, IdentityHashMap<JsonElement, Integer> lines) {

    private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[(\\d+)]|\\[[\"']([^\"']+)[\"']]");

    /** Restores the value from its {@link #allLines()}. */
    static LocatedJson of(JsonElement json, List<Integer> allLines) {
        LocatedJson located = new LocatedJson(json, allLines.get(0), new IdentityHashMap<>());
        Iterator<Integer> lines = allLines.iterator();
        located.all().forEach(part -> {
            int line = lines.next();
            if (!part.json.isJsonNull()) {
                located.lines.put(part.json, line);
            }
        });
        return located;
    }

    /** The line of each part, in document order. */
    List<Integer> allLines() {
        return all().map(LocatedJson::line).toList();
    }

    /** This value, and all values in it. */
    Stream<LocatedJson> all() {
        return Stream.concat(Stream.of(this), parts().flatMap(part -> part(part).all()));
    }

    /** An element of an array, or a value of an object. */
    LocatedJson part(JsonElement part) {
        return new LocatedJson(part, lines.getOrDefault(part, line), lines);
    }

    private Stream<JsonElement> parts() {
        if (json.isJsonObject()) {
            return json.getAsJsonObject().asMap().values().stream();
        }
        return json.isJsonArray() ? json.getAsJsonArray().asList().stream() : Stream.empty();
    }

    private record Walk(int line, int end) {}

    /**
     * The line of a part.
     *
     * @throws IllegalArgumentException if nothing is at the path
     */
    int line(String path) {
        Walk walk = walk(path);
        if (walk.end != path.length()) {
            throw new IllegalArgumentException("there is nothing at \"" + path + "\"; write as in rules[2].verbs[0]"
                    + " or metadata.labels[\"app.kubernetes.io/name\"]");
        }
        return walk.line;
    }

    /** The line of a part, or of the innermost part that holds it. */
    int nearestLine(String path) {
        return walk(path).line;
    }

    /** Follows the path as far as it exists. */
    private Walk walk(String path) {
        Matcher step = STEP.matcher(path);
        JsonElement part = json;
        Walk walk = new Walk(line, 0);
        while (step.find() && step.start() == walk.end) {
            part = child(part, step);
            if (part == null) {
                break;
            }
            walk = new Walk(lines.getOrDefault(part, walk.line), step.end());
        }
        return walk;
    }

    private static @Nullable JsonElement child(JsonElement parent, Matcher step) {
        String index = step.group(2);
        if (index != null) {
            int i = Integer.parseInt(index);
            return parent.isJsonArray() && i < parent.getAsJsonArray().size()
                    ? parent.getAsJsonArray().get(i)
                    : null;
        }
        String key = step.group(1) != null ? step.group(1) : step.group(3);
        return parent.isJsonObject() ? parent.getAsJsonObject().get(key) : null;
    }
}
