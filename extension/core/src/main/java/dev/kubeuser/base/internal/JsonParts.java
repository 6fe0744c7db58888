package dev.kubeuser.base.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
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

    /** The object under a key; a new one if there is none. */
    public static JsonObject object(@Nullable JsonElement whole, String key) {
        return whole instanceof JsonObject object && object.get(key) instanceof JsonObject part
                ? part
                : new JsonObject();
    }
}
