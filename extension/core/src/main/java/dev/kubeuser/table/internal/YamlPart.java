package dev.kubeuser.table.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table in YAML.
 *
 * @param document the document
 * @param path where it is, as in {@code [2].when}
 * @param json what it says; {@code null} if it is missing
 */
record YamlPart(
        ConfigurationDocument document,
        String path,
        @Nullable JsonElement json) {

    static final String NAME = "name";

    /** A table may come from others: it starts no program of this machine but git. */
    private static final Pattern RENDERED = Pattern.compile("(helm|kustomize):");

    /** Whether a source of manifests, also one at a revision, is rendered by a program. */
    static boolean isRendered(String source) {
        return RENDERED.matcher(source).find();
    }

    boolean has(String key) {
        return json instanceof JsonObject object && object.has(key);
    }

    YamlPart part(String key) {
        return new YamlPart(document, path + "." + key, json instanceof JsonObject object ? object.get(key) : null);
    }

    void requireKeys(Set<String> required, Set<String> optional) {
        Set<String> found = keys();
        Set<String> known = new TreeSet<>(required);
        known.addAll(optional);
        if (!found.containsAll(required) || !known.containsAll(found)) {
            throw malformed("it should have " + String.join(", ", new TreeSet<>(required))
                    + (optional.isEmpty() ? "" : ", perhaps with " + String.join(", ", new TreeSet<>(optional)))
                    + "; it has " + new TreeSet<>(found));
        }
    }

    /** What the table calls a case; empty if it has no name. */
    String title() {
        return has(NAME) ? part(NAME).text() : "";
    }

    /** One text, or a list of them. */
    List<String> texts() {
        if (json instanceof JsonArray list && list.isEmpty()) {
            throw malformed("the list is empty, so nothing would be asked");
        }
        return textsOrNone();
    }

    /** One text, or a list that may be empty. */
    List<String> textsOrNone() {
        if (!(json instanceof JsonArray list)) {
            return List.of(text());
        }
        return IntStream.range(0, list.size())
                .mapToObj(index -> new YamlPart(document, path + "[" + index + "]", list.get(index)).text())
                .toList();
    }

    String text() {
        if (json instanceof JsonPrimitive primitive && isText()) {
            return primitive.getAsString().strip();
        }
        throw malformed("a text is needed; put it into quotes if YAML takes it for something else");
    }

    /** Its keys; none if it has no parts by name. */
    Set<String> keys() {
        return json instanceof JsonObject object ? object.keySet() : Set.of();
    }

    boolean isText() {
        return json instanceof JsonPrimitive primitive
                && primitive.isString()
                && !primitive.getAsString().isBlank();
    }

    boolean isText(String text) {
        return isText() && text().equals(text);
    }

    String place() {
        return document.place(path);
    }

    int line() {
        return document.origin(path).line();
    }

    ManifestException malformed(String problem) {
        String inCase = path.substring(path.indexOf(']') + 1);
        return document.malformed(path, inCase.isEmpty() ? problem : inCase.substring(1) + ": " + problem);
    }
}
