// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import com.google.gson.JsonArray;
import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Writes a set of requests for another JVM, and reads it if it is one. Each decision is written once, behind those that
 * it leads to, and is a number from then on: 0 is nothing, 1 is everything. So no decision leads back to itself.
 */
final class RequestSetJson implements JsonSerializer<RequestSet>, JsonDeserializer<RequestSet> {

    /** Namespace, API group, resource, subresource, verb and name. */
    private static final int ATTRIBUTES = 6;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private static final String DECISIONS = "decisions";
    private static final String OTHERS = "others";
    private static final String NAMED = "named";
    private static final String RESOURCES = "resources";
    private static final String PATHS = "paths";

    @Override
    public JsonElement serialize(RequestSet set, Type type, JsonSerializationContext context) {
        Written written = new Written();
        JsonObject json = new JsonObject();
        JsonObject paths = new JsonObject();
        int resources = written.number(set.resources());
        set.paths().ranges().forEach((first, verbs) -> paths.addProperty(first, written.number(verbs)));
        json.add(DECISIONS, written.decisions);
        json.addProperty(RESOURCES, resources);
        json.add(PATHS, paths);
        return json;
    }

    /** The decisions that are written, with their numbers. */
    private static final class Written {

        private final JsonArray decisions = new JsonArray();
        private final Map<RequestTree, Integer> numbers =
                new HashMap<>(Map.of(RequestTree.NONE, 0, RequestTree.ALL, 1));

        int number(RequestTree tree) {
            Integer known = numbers.get(tree);
            if (known != null) {
                return known;
            }
            JsonObject named = new JsonObject();
            tree.values().stream().sorted().forEach(value -> named.addProperty(value, number(tree.after(value))));
            JsonObject json = new JsonObject();
            json.addProperty(OTHERS, number(tree.others()));
            json.add(NAMED, named);
            decisions.add(json);
            numbers.put(tree, decisions.size() + 1);
            return decisions.size() + 1;
        }
    }

    @Override
    public RequestSet deserialize(JsonElement element, Type type, JsonDeserializationContext context) {
        if (!(element instanceof JsonObject json)
                || !(json.get(DECISIONS) instanceof JsonArray decisions)
                || !(json.get(PATHS) instanceof JsonObject paths)) {
            throw malformed("has no decisions");
        }
        Read read = new Read();
        decisions.forEach(read::add);
        NavigableMap<String, RequestTree> ranges = new TreeMap<>();
        paths.entrySet().forEach(path -> ranges.put(path.getKey(), read.tree(path.getValue(), 1)));
        if (!ranges.containsKey("")) {
            throw malformed("does not say of all paths");
        }
        return RequestSet.of(read.tree(json.get(RESOURCES), ATTRIBUTES), ranges);
    }

    private static JsonParseException malformed(String what) {
        return new JsonParseException("a set of requests " + what);
    }

    /** The decisions that are read, each with the number of attributes that it decides by. */
    private static final class Read {

        private final List<RequestTree> trees = new ArrayList<>(List.of(RequestTree.NONE, RequestTree.ALL));
        private final List<Integer> depths = new ArrayList<>(List.of(0, 0));

        void add(JsonElement element) {
            if (!(element instanceof JsonObject json) || !(json.get(NAMED) instanceof JsonObject named)) {
                throw malformed("has a decision without values");
            }
            int others = number(json.get(OTHERS));
            int depth = depths.get(others);
            Map<String, RequestTree> values = new HashMap<>();
            for (Map.Entry<String, JsonElement> value : named.entrySet()) {
                int number = number(value.getValue());
                depth = Math.max(depth, depths.get(number));
                values.put(value.getKey(), trees.get(number));
            }
            trees.add(RequestTree.of(values, trees.get(others)));
            depths.add(depth + 1);
        }

        private int number(JsonElement element) {
            if (element instanceof JsonPrimitive number
                    && number.isNumber()
                    && NUMBER.matcher(number.getAsString()).matches()
                    && number.getAsInt() < trees.size()) {
                return number.getAsInt();
            }
            throw malformed("leads to the decision " + element + ", which is not before it");
        }

        RequestTree tree(JsonElement element, int attributes) {
            int number = number(element);
            if (depths.get(number) > attributes) {
                throw malformed("decides by more attributes than a request has");
            }
            return trees.get(number);
        }
    }
}
