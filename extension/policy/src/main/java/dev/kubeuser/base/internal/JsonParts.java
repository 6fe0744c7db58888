// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of a JSON document that others wrote, so they may be missing or of another form. */
public final class JsonParts {

    private JsonParts() {}

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
}
