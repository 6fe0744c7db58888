// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What becomes of an object before it is stored: the API server fills in defaults, and policies and webhooks change it.
 * Leaves out what differs from time to time.
 */
public final class StoredChange {

    private static final Set<String> METADATA = Set.of(
            "uid", "creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "namespace");

    /** The name of the volume with a pod's token ends at random. */
    private static final Pattern RANDOM = Pattern.compile("kube-api-access-[a-z0-9]{5}\\b");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private StoredChange() {}

    /**
     * {@return a line for each value that is added, missing or another, in the order of their paths}
     *
     * @param sent the object as it was sent
     * @param stored the object in the answer
     */
    public static List<String> lines(JsonObject sent, JsonObject stored) {
        Map<String, String> before = values(sent);
        Map<String, String> after = values(stored);
        Set<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            String old = before.get(path);
            String now = after.get(path);
            if (old == null) {
                lines.add("+ " + path + ": " + now);
            } else if (now == null) {
                lines.add("- " + path + ": " + old);
            } else if (!now.equals(old)) {
                lines.add("~ " + path + ": " + old + " -> " + now);
            }
        }
        return lines;
    }

    private static Map<String, String> values(JsonObject object) {
        JsonObject copy = object.deepCopy();
        copy.remove("status");
        if (copy.get("metadata") instanceof JsonObject metadata) {
            METADATA.forEach(metadata::remove);
        }
        Map<String, String> values = new TreeMap<>();
        collect("", copy, values);
        return values;
    }

    private static void collect(String path, JsonElement json, Map<String, String> values) {
        if (json instanceof JsonObject object && object.size() > 0) {
            object.entrySet().forEach(entry -> collect(path + key(path, entry.getKey()), entry.getValue(), values));
        } else if (json instanceof JsonArray array && !array.isEmpty()) {
            for (int i = 0; i < array.size(); i++) {
                collect(path + "[" + i + "]", array.get(i), values);
            }
        } else if (!json.isJsonNull()) {
            values.put(path, RANDOM.matcher(json.toString()).replaceAll("kube-api-access-*"));
        }
    }

    private static String key(String path, String name) {
        if (!PLAIN.matcher(name).matches()) {
            return "[\"" + name + "\"]";
        }
        return path.isEmpty() ? name : "." + name;
    }
}
