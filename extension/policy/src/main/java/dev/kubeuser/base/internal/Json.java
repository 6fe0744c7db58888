// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes JSON as Java's maps and lists have it, with members in the order of their names. */
public final class Json {

    private Json() {}

    /**
     * {@return the same as a JSON object}
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
}
