package dev.kubeuser.mutants.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A place in a JSON object.
 *
 * @param steps a text for a key, and an integer for the index of a list; at least one
 */
public record JsonPlace(List<Object> steps) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Copies the list. */
    public JsonPlace {
        steps = List.copyOf(steps);
    }

    /** Returns the place of a key in the object itself. */
    public static JsonPlace of(String key) {
        return new JsonPlace(List.of(key));
    }

    /** Returns a place within this one. */
    public JsonPlace at(Object step) {
        List<Object> longer = new ArrayList<>(steps);
        longer.add(step);
        return new JsonPlace(longer);
    }

    /** The last step. */
    public Object last() {
        return steps.get(steps.size() - 1);
    }

    /** Returns a copy of an object with another value here. */
    public JsonObject replaced(JsonObject whole, JsonElement value) {
        JsonObject copy = whole.deepCopy();
        JsonElement parent = parent(copy);
        if (parent instanceof JsonArray array) {
            array.set((int) last(), value);
        } else {
            parent.getAsJsonObject().add((String) last(), value);
        }
        return copy;
    }

    /** Returns a copy of an object with nothing here. */
    public JsonObject removed(JsonObject whole) {
        JsonObject copy = whole.deepCopy();
        JsonElement parent = parent(copy);
        if (parent instanceof JsonArray array) {
            array.remove((int) last());
        } else {
            parent.getAsJsonObject().remove((String) last());
        }
        return copy;
    }

    private JsonElement parent(JsonObject whole) {
        JsonElement parent = whole;
        for (Object step : steps.subList(0, steps.size() - 1)) {
            parent = step instanceof Integer index
                    ? parent.getAsJsonArray().get(index)
                    : parent.getAsJsonObject().get((String) step);
        }
        return parent;
    }

    /** For example {@code metadata.labels["app.kubernetes.io/name"]} or {@code spec.rules[0]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof Integer) {
                text.append('[').append(step).append(']');
            } else if (!PLAIN.matcher((String) step).matches()) {
                text.append("[\"").append(step).append("\"]");
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step);
            }
        }
        return text.toString();
    }
}
