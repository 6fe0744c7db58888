// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON in which equal texts, lists and objects stand once, for {@code unpacked} in {@code data.js}.
 *
 * <p>A list is written as an array that begins with -1, an object as an array of the list of its names and its members.
 * Values that occur more than once, and all numbers and booleans, are in an array of their own: a number is an index
 * there.
 */
final class PackedJson {

    private static final int LIST = -1;

    /** The values by their numbers, and their numbers. */
    private final List<Value> values = new ArrayList<>();

    private final Map<Value, Integer> numbers = new HashMap<>();

    /** A primitive value, or the numbers of the parts of a list or an object. */
    private record Value(@Nullable JsonElement primitive, List<Integer> parts) {
        boolean isText() {
            return primitive != null && primitive.getAsJsonPrimitive().isString();
        }
    }

    private PackedJson() {}

    /** Returns the array of what is shared, and the whole, which must not have null. */
    static JsonArray of(JsonElement whole) {
        PackedJson packed = new PackedJson();
        return packed.written(packed.number(whole));
    }

    private int number(JsonElement element) {
        if (element.isJsonPrimitive()) {
            return number(new Value(element, List.of()));
        }
        List<Integer> parts = new ArrayList<>();
        if (element.isJsonObject()) {
            JsonObject object = element.getAsJsonObject();
            JsonArray names = new JsonArray();
            object.keySet().forEach(names::add);
            parts.add(number(names));
            object.entrySet().forEach(member -> parts.add(number(member.getValue())));
        } else {
            parts.add(LIST);
            element.getAsJsonArray().forEach(each -> parts.add(number(each)));
        }
        return number(new Value(null, parts));
    }

    private int number(Value value) {
        Integer known = numbers.putIfAbsent(value, values.size());
        if (known != null) {
            return known;
        }
        values.add(value);
        return values.size() - 1;
    }

    private JsonArray written(int whole) {
        int[] uses = new int[values.size()];
        for (Value value : values) {
            value.parts().stream().filter(part -> part != LIST).forEach(part -> uses[part]++);
        }
        // What is used most gets the shortest index.
        List<Integer> shared = IntStream.range(0, uses.length)
                .filter(number -> uses[number] > 1
                        || (values.get(number).primitive() != null
                                && !values.get(number).isText()))
                .boxed()
                .sorted(Comparator.comparing(number -> -uses[number]))
                .toList();
        Map<Integer, Integer> indexes = new HashMap<>();
        shared.forEach(number -> indexes.put(number, indexes.size()));
        JsonArray contents = new JsonArray();
        shared.forEach(number -> contents.add(content(number, indexes)));
        JsonArray both = new JsonArray();
        both.add(contents);
        both.add(content(whole, indexes));
        return both;
    }

    private JsonElement content(int number, Map<Integer, Integer> indexes) {
        Value value = values.get(number);
        if (value.primitive() != null) {
            return value.primitive();
        }
        JsonArray array = new JsonArray();
        for (Integer part : value.parts()) {
            Integer index = part == LIST ? part : indexes.get(part);
            array.add(index == null ? content(part, indexes) : new JsonPrimitive(index));
        }
        return array;
    }
}
