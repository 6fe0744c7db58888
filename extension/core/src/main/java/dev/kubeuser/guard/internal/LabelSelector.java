package dev.kubeuser.guard.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A selector of objects by labels.
 *
 * @param requirements all of which an object must meet
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/">Labels and Selectors</a>
 */
record LabelSelector(List<Requirement> requirements) {

    /** The label of a namespace that the API server sets, and nobody can change. */
    private static final String NAME = "kubernetes.io/metadata.name";

    record Requirement(String key, String operator, Set<String> values) {

        private boolean isMetBy(Map<String, String> labels) {
            boolean has = labels.containsKey(key);
            return switch (operator) {
                case "In" -> has && values.contains(labels.get(key));
                case "NotIn" -> !has || !values.contains(labels.get(key));
                case "Exists" -> has;
                default -> !has;
            };
        }
    }

    static LabelSelector of(JsonObject selector) {
        return new LabelSelector(Stream.concat(
                        JsonParts.object(selector, "matchLabels").keySet().stream()
                                .map(key -> new Requirement(
                                        key,
                                        "In",
                                        Set.of(JsonParts.text(JsonParts.object(selector, "matchLabels"), key)))),
                        JsonParts.list(selector, "matchExpressions").stream()
                                .map(each -> new Requirement(
                                        JsonParts.text(each, "key"),
                                        JsonParts.text(each, "operator"),
                                        JsonParts.list(each, "values").stream()
                                                .map(JsonElement::getAsString)
                                                .collect(Collectors.toSet()))))
                .toList());
    }

    boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.isMetBy(labels));
    }

    /** Whether an object that it selects can have its labels changed so that it does not. */
    boolean canBeLeft() {
        return requirements.stream().anyMatch(requirement -> !requirement.key().equals(NAME));
    }

    /** Whether it selects a namespace that somebody creates without labels. */
    boolean matchesNewNamespace() {
        return requirements.stream()
                .allMatch(requirement -> requirement.key().equals(NAME)
                        ? Set.of("NotIn", "Exists").contains(requirement.operator())
                        : requirement.isMetBy(Map.of()));
    }
}
