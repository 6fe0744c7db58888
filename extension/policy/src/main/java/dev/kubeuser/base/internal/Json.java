// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads parts of a JSON document that others wrote, so they may be missing or of another form; and writes JSON. */
public final class Json {

    private Json() {}

    /** The text, number or boolean under a key, as text; empty if there is none. */
    public static String text(@Nullable JsonElement whole, String key) {
        return whole instanceof JsonObject object && object.get(key) instanceof JsonPrimitive text
                ? text.getAsString()
                : "";
    }

    /** The items of the list under a key; none if there is no list. */
    public static List<JsonElement> list(@Nullable JsonElement whole, String key) {
        return whole instanceof JsonObject object && object.get(key) instanceof JsonArray items
                ? items.asList()
                : List.of();
    }

    /** The texts of the list under a key; an item that is left empty is an empty text, as for the API server. */
    public static List<String> texts(@Nullable JsonElement whole, String key) {
        return list(whole, key).stream()
                .map(item -> item instanceof JsonPrimitive text ? text.getAsString() : "")
                .toList();
    }

    /** The object under a key; a new one if there is none. */
    public static JsonObject object(@Nullable JsonElement whole, String key) {
        return whole instanceof JsonObject object && object.get(key) instanceof JsonObject part
                ? part
                : new JsonObject();
    }

    /**
     * {@return Java's maps and lists as a JSON object, with members in the order of their names}
     *
     * @param members maps, lists, texts, numbers, booleans and JSON, by their names
     */
    public static JsonObject object(Map<?, ?> members) {
        JsonObject object = new JsonObject();
        new TreeMap<Object, Object>(members).forEach((name, value) -> object.add(name.toString(), element(value)));
        return object;
    }

    private static JsonElement element(Object value) {
        if (value instanceof JsonElement json) {
            return json;
        }
        if (value instanceof Map<?, ?> members) {
            return object(members);
        }
        if (value instanceof List<?> items) {
            JsonArray array = new JsonArray();
            items.forEach(item -> array.add(element(item)));
            return array;
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        return value instanceof Boolean flag ? new JsonPrimitive(flag) : new JsonPrimitive(value.toString());
    }

    /** {@return records as text for people, too: indented, with {@code <} unescaped, without members that are empty} */
    public static String pretty(Object value) {
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .registerTypeAdapter(OptionalInt.class, (JsonSerializer<OptionalInt>) (number, type, context) ->
                                number.isPresent() ? new JsonPrimitive(number.getAsInt()) : JsonNull.INSTANCE)
                        .create()
                        .toJson(value)
                + "\n";
    }
}
