// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Selects objects by their labels as the API server does. One that requires nothing selects all.
 *
 * @param matchLabels the labels with their values
 * @param matchExpressions the other requirements
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors">Label
 *     selectors</a>
 */
public record LabelSelector(Map<String, String> matchLabels, List<Expression> matchExpressions) {

    /** Copies the collections. */
    public LabelSelector {
        matchLabels = Map.copyOf(matchLabels);
        matchExpressions = List.copyOf(matchExpressions);
    }

    /**
     * {@return the selector that JSON holds}
     *
     * @param json a {@code LabelSelector} of Kubernetes
     * @throws IllegalArgumentException if an operator is unknown
     */
    public static LabelSelector of(@Nullable JsonElement json) {
        return new LabelSelector(
                labels(Json.object(json, "matchLabels")),
                Json.list(json, "matchExpressions").stream().map(Expression::of).toList());
    }

    /**
     * {@return the labels of an object, each with a text; one without a value has the empty one, as for the API server}
     */
    public static Map<String, String> labelsOf(JsonObject object) {
        return labels(Json.object(object.get("metadata"), "labels"));
    }

    private static Map<String, String> labels(JsonObject written) {
        Map<String, String> labels = new LinkedHashMap<>();
        written.keySet().forEach(label -> labels.put(label, Json.text(written, label)));
        return labels;
    }

    /** {@return whether an object with these labels is selected} */
    public boolean selects(Map<String, String> labels) {
        return labels.entrySet().containsAll(matchLabels.entrySet())
                && matchExpressions.stream().allMatch(expression -> expression.holds(labels));
    }

    /**
     * A requirement on a label.
     *
     * @param key the label
     * @param operator how the values count
     * @param values none for {@code Exists} and {@code DoesNotExist}
     */
    public record Expression(String key, String operator, List<String> values) {

        private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

        /** Copies the list. */
        public Expression {
            Objects.requireNonNull(key);
            values = List.copyOf(values);
            if (!OPERATORS.contains(operator)) {
                throw new IllegalArgumentException("A label selector has the operator \"" + operator
                        + "\", and there are only " + String.join(", ", OPERATORS));
            }
        }

        private static Expression of(JsonElement json) {
            return new Expression(Json.text(json, "key"), Json.text(json, "operator"), Json.texts(json, "values"));
        }

        private boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                default -> value == null;
            };
        }
    }
}
