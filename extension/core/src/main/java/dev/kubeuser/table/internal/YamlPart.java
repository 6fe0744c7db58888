// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.query.AccessQueryException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.text.StringSubstitutor;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table in YAML.
 *
 * @param document the document
 * @param path where it is, as in {@code [2].when}
 * @param json its content; {@code null} if it is missing
 * @param placeholders the placeholders for names of namespaces
 */
record YamlPart(
        ConfigurationDocument document,
        String path,
        @Nullable JsonElement json,
        Map<String, String> placeholders) {

    static final String NAME = "name";
    static final String GIVEN = "given";
    static final String THEN = "then";

    /** Far more than anyone reviews. */
    static final long MAX_QUESTIONS = 10_000;

    boolean has(String key) {
        return json instanceof JsonObject object && object.has(key);
    }

    YamlPart part(String key) {
        return inner("." + key, json instanceof JsonObject object ? object.get(key) : null);
    }

    private YamlPart inner(String step, @Nullable JsonElement part) {
        return new YamlPart(document, path + step, part, placeholders);
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

    /** The name of a case; empty if it has none. */
    String title() {
        return has(NAME) ? part(NAME).text() : "";
    }

    /** A line of the case in the words of the table. */
    Line.Words words(String subject, String question, String expected, String sentence) {
        return new Line.Words(place(), title(), subject, question, expected, sentence);
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
                .mapToObj(index -> inner("[" + index + "]", list.get(index)).text())
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

    /** Requires that a case with lists of values does not stand for too much. */
    void requireNotTooMany(long count, String what) {
        if (count > MAX_QUESTIONS) {
            throw malformed("it stands for more than " + MAX_QUESTIONS + " " + what + ": write fewer values");
        }
    }

    /** Fills in placeholders. */
    String fillIn(String written) {
        try {
            return new StringSubstitutor(placeholders)
                    .setEnableUndefinedVariableException(true)
                    .replace(written);
        } catch (IllegalArgumentException undefined) {
            throw malformed(Placeholders.missing(written, placeholders.keySet()));
        }
    }

    /** Returns what is made of the part, or throws with what is wrong with it. */
    <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (AccessQueryException | IllegalArgumentException wrong) {
            throw malformed(String.valueOf(wrong.getMessage()));
        }
    }

    ManifestException malformed(String problem) {
        String inCase = path.substring(path.indexOf(']') + 1);
        return document.malformed(path, inCase.isEmpty() ? problem : inCase.substring(1) + ": " + problem);
    }
}
