package dev.kubeuser.mutants.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON object.
 *
 * @param steps a text for a key, and an integer for the index of a list
 */
record JsonPlace(List<Object> steps) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    static JsonPlace of(Object... steps) {
        return new JsonPlace(List.of(steps));
    }

    /** Returns a place within this one. */
    JsonPlace at(Object step) {
        List<Object> longer = new ArrayList<>(steps);
        longer.add(step);
        return new JsonPlace(List.copyOf(longer));
    }

    /** The last step. */
    Object last() {
        return steps.get(steps.size() - 1);
    }

    /** Returns what is here, or null if nothing is. */
    @Nullable
    JsonElement in(JsonObject whole) {
        JsonElement here = whole;
        for (Object step : steps) {
            here = child(here, step);
        }
        return here;
    }

    private static @Nullable JsonElement child(@Nullable JsonElement parent, Object step) {
        if (step instanceof Integer index) {
            return parent instanceof JsonArray array && index < array.size() ? array.get(index) : null;
        }
        return parent instanceof JsonObject object ? object.get((String) step) : null;
    }

    /**
     * Returns an object with another value here, or with nothing if that is null. All beside the place is shared, so
     * neither object may be changed.
     */
    JsonObject with(JsonObject whole, @Nullable JsonElement value) {
        if (steps.isEmpty()) {
            return Objects.requireNonNull(value).getAsJsonObject();
        }
        JsonPlace parent = new JsonPlace(steps.subList(0, steps.size() - 1));
        JsonElement before = parent.in(whole);
        JsonElement after = last() instanceof Integer index
                ? withItem(before instanceof JsonArray array ? array : new JsonArray(), index, value)
                : withKey(before instanceof JsonObject object ? object : new JsonObject(), (String) last(), value);
        return parent.with(whole, after);
    }

    /** An index behind the last item adds one. */
    private static JsonArray withItem(JsonArray parent, int index, @Nullable JsonElement value) {
        JsonArray array = new JsonArray(parent.size() + 1);
        array.addAll(parent);
        if (value == null) {
            array.remove(index);
        } else if (index == array.size()) {
            array.add(value);
        } else {
            array.set(index, value);
        }
        return array;
    }

    private static JsonObject withKey(JsonObject parent, String key, @Nullable JsonElement value) {
        JsonObject object = new JsonObject();
        parent.asMap().forEach(object::add);
        if (value == null) {
            object.remove(key);
        } else {
            object.add(key, value);
        }
        return object;
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
