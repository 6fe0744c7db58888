package dev.kubeuser.manifest.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Reads the rules of a role in which each field is a list of texts, as in nearly all. client-java looks into each rule
 * by reflection, which takes most of the time that a policy takes. Other rules are left to it: it says what is wrong.
 */
final class PlainRules {

    private static final Map<String, BiConsumer<V1PolicyRule, List<String>>> FIELDS = Map.of(
            "apiGroups", V1PolicyRule::setApiGroups,
            "resources", V1PolicyRule::setResources,
            "resourceNames", V1PolicyRule::setResourceNames,
            "nonResourceURLs", V1PolicyRule::setNonResourceURLs,
            "verbs", V1PolicyRule::setVerbs);

    private PlainRules() {}

    /** Returns the rules of a role, or empty if it has none or one of them is otherwise. */
    static Optional<List<V1PolicyRule>> of(JsonObject role) {
        if (!(role.get("rules") instanceof JsonArray written)) {
            return Optional.empty();
        }
        List<V1PolicyRule> rules = new ArrayList<>();
        for (JsonElement rule : written) {
            if (!isPlain(rule)) {
                return Optional.empty();
            }
            rules.add(read(rule.getAsJsonObject()));
        }
        return Optional.of(rules);
    }

    /** client-java refuses a rule without verbs. */
    private static boolean isPlain(JsonElement written) {
        if (!(written instanceof JsonObject rule) || !rule.has("verbs")) {
            return false;
        }
        for (Map.Entry<String, JsonElement> field : rule.entrySet()) {
            if (!FIELDS.containsKey(field.getKey()) || !isTexts(field.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTexts(JsonElement written) {
        if (!(written instanceof JsonArray list)) {
            return false;
        }
        for (JsonElement item : list) {
            if (!item.isJsonNull() && !(item instanceof JsonPrimitive text && text.isString())) {
                return false;
            }
        }
        return true;
    }

    private static V1PolicyRule read(JsonObject written) {
        V1PolicyRule rule = new V1PolicyRule();
        FIELDS.forEach((field, setter) -> {
            if (written.get(field) instanceof JsonArray texts) {
                setter.accept(rule, texts(texts));
            }
        });
        return rule;
    }

    private static List<String> texts(JsonArray written) {
        List<String> texts = new ArrayList<>(written.size());
        // As for the API server, an item that is left empty is an empty text.
        written.forEach(text -> texts.add(text.isJsonNull() ? "" : text.getAsString()));
        return texts;
    }
}
