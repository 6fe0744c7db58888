// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A marker from which controller-gen makes a rule.
 *
 * @param namespace the namespace of its Role; empty for a ClusterRole
 * @param roleName the name of its role; empty for the usual one
 * @param rule the rule
 */
record RbacMarker(String namespace, String roleName, JsonObject rule) {

    /** A value. Of one without quotes and with a blank behind it, controller-gen takes nothing. */
    private static final String ITEM = "(?:\"[^\"\\\\]*+\"\\s*+|`[^`]*+`\\s*+|[^\\s,;{}=\"'`\\\\\\P{ASCII}]++)";

    private static final String LIST = "\\{\\s*+(?:" + ITEM + "(?:,\\s*+" + ITEM + ")*+(?:,\\s*+)?)?\\}\\s*+" + "|(?:"
            + ITEM + "(?:;\\s*+" + ITEM + ")*+(?:;\\s*+)?)?";
    private static final Pattern ARGUMENT =
            Pattern.compile("\\G\\s*+(\\w++)\\s*+=\\s*+(" + LIST + ")(,|$)", Pattern.DOTALL);
    private static final Pattern ONE = Pattern.compile(ITEM);

    private static final String GROUPS = "groups";
    private static final String CORE = "core";
    private static final String EXAMPLE =
            "write as in +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list";

    /** The fields of a rule by the arguments of a marker. */
    private static final Map<String, String> FIELDS = new LinkedHashMap<>();

    private static final String NAMESPACE = "namespace";
    private static final String ROLE_NAME = "roleName";

    static {
        FIELDS.put(GROUPS, "apiGroups");
        FIELDS.put("resources", "resources");
        FIELDS.put("resourceNames", "resourceNames");
        FIELDS.put("urls", "nonResourceURLs");
        FIELDS.put("verbs", "verbs");
    }

    /**
     * Reads one as controller-gen does. What it reads in a surprising way is refused, as is what no API server accepts.
     *
     * @param text what follows {@code +kubebuilder:rbac}
     * @throws IllegalArgumentException if it is malformed; the message is a clause
     */
    static RbacMarker parse(String text) {
        Map<String, List<String>> arguments = arguments(text);
        JsonObject rule = new JsonObject();
        FIELDS.forEach((argument, field) -> {
            List<String> values = arguments.getOrDefault(argument, List.of());
            if (values.contains("") && !argument.equals(GROUPS)) {
                throw new IllegalArgumentException("the marker has an empty text in " + argument
                        + ", and controller-gen "
                        + (values.size() == 1 ? "takes it for none" : "writes it into the role") + ": remove it");
            }
            if (!values.isEmpty()) {
                JsonArray array = new JsonArray();
                values.forEach(value -> array.add(argument.equals(GROUPS) && value.equals(CORE) ? "" : value));
                rule.add(field, array);
            }
        });
        RbacMarker marker = new RbacMarker(single(arguments, NAMESPACE), single(arguments, ROLE_NAME), rule);
        marker.check();
        return marker;
    }

    private static Map<String, List<String>> arguments(String text) {
        Map<String, List<String>> arguments = new LinkedHashMap<>();
        List<String> known = new ArrayList<>(FIELDS.keySet());
        known.addAll(List.of(NAMESPACE, ROLE_NAME));
        Matcher argument = ARGUMENT.matcher(text);
        int position = 1;
        boolean isMore = text.startsWith(":");
        while (isMore && argument.find(position)) {
            String name = argument.group(1);
            if (!known.contains(name)) {
                throw new IllegalArgumentException("a marker has no \"" + name + "\", but " + String.join(", ", known)
                        + Spelling.didYouMean(name, known));
            }
            List<String> values = ONE.matcher(argument.group(2))
                    .results()
                    .map(item -> unquoted(item.group()))
                    .toList();
            if (arguments.put(name, values) != null) {
                throw new IllegalArgumentException(
                        "the marker has " + name + " twice, and controller-gen takes the last: write one list");
            }
            position = argument.end();
            isMore = !argument.group(3).isEmpty();
        }
        if (arguments.isEmpty() || isMore) {
            throw new IllegalArgumentException("the marker cannot be read from \""
                    + text.substring(Math.min(position, text.length())) + "\" on: " + EXAMPLE);
        }
        return arguments;
    }

    private static String unquoted(String item) {
        return "\"`".indexOf(item.charAt(0)) < 0
                ? item
                : item.strip().substring(1, item.strip().length() - 1);
    }

    private static String single(Map<String, List<String>> arguments, String name) {
        List<String> values = arguments.getOrDefault(name, List.of(""));
        if (values.size() != 1) {
            throw new IllegalArgumentException("the marker needs one value of " + name);
        }
        return values.get(0);
    }

    private void check() {
        if (!rule.has("verbs")) {
            throw new IllegalArgumentException("the marker has no verbs: " + EXAMPLE);
        }
        boolean isOfUrls = rule.has("nonResourceURLs");
        if (isOfUrls && (rule.has("apiGroups") || rule.has("resources") || rule.has("resourceNames"))) {
            throw new IllegalArgumentException("the marker has resources and urls: make it two");
        }
        if (isOfUrls && !namespace.isEmpty()) {
            throw new IllegalArgumentException("the marker has urls, which are in no namespace: remove namespace");
        }
        if (!isOfUrls && !rule.has("apiGroups")) {
            throw new IllegalArgumentException(
                    "the marker has no groups: write groups=core for the core group, which has pods and secrets");
        }
        if (!isOfUrls && !rule.has("resources")) {
            throw new IllegalArgumentException("the marker has no resources: " + EXAMPLE);
        }
    }
}
