// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final LabelSelector NONE = new LabelSelector(Map.of(), List.of());

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
     * {@return the selector that a request has as text}
     *
     * @throws IllegalArgumentException if the API server cannot read it, or does not show it to authorizers
     */
    public static LabelSelector parse(String text) {
        return new LabelSelector(Map.of(), Written.expressions(text));
    }

    /** {@return the selector as authorizers see that of a request: none if the API server cannot read it} */
    public static LabelSelector seen(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException malformed) {
            return NONE;
        }
    }

    /** {@return the selector as authorizers see that of an access review} */
    public static LabelSelector ofReview(JsonObject written) {
        List<JsonElement> requirements = Json.list(written, "requirements");
        try {
            return requirements.isEmpty()
                    ? seen(Json.text(written, "rawSelector"))
                    : new LabelSelector(
                            Map.of(), requirements.stream().map(Expression::of).toList());
        } catch (IllegalArgumentException malformed) {
            return NONE;
        }
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

    /** {@return it as a request has it; equal for selectors that require the same} */
    @Override
    public String toString() {
        return Stream.concat(
                        matchLabels.entrySet().stream().map(label -> label.getKey() + "=" + label.getValue()),
                        matchExpressions.stream().map(Expression::toString))
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
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

        @Override
        public String toString() {
            List<String> sorted = values.stream().distinct().sorted().toList();
            String all = String.join(",", sorted);
            return switch (operator) {
                case "In" -> key + (sorted.size() == 1 ? "=" + all : " in (" + all + ")");
                case "NotIn" -> key + (sorted.size() == 1 ? "!=" + all : " notin (" + all + ")");
                case "Exists" -> key;
                default -> "!" + key;
            };
        }
    }

    /** Reads the text of a selector as {@code k8s.io/apimachinery/pkg/labels} does. */
    private static final class Written {

        private static final String WORD = "[^\\s=!(),<>]";

        private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*(" + WORD + "+)");
        private static final Pattern COMPARISON = Pattern.compile("(" + WORD + "+)\\s*(==?|!=)\\s*(" + WORD + "*)");
        private static final Pattern SET = Pattern.compile("(" + WORD + "+)\\s+(in|notin)\\s*\\(([^()]*)\\)");

        private static final String NAME = "[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?";
        private static final Pattern VALUE = Pattern.compile("(" + NAME + ")?");
        private static final Pattern KEY = Pattern.compile("((?<prefix>[^/]+)/)?" + NAME);

        private Written() {}

        static List<Expression> expressions(String text) {
            return text.isBlank()
                    ? List.of()
                    : requirements(text).stream().map(Written::expression).toList();
        }

        /** Commas between values separate no requirements. */
        private static List<String> requirements(String text) {
            List<String> requirements = new ArrayList<>();
            int begin = 0;
            boolean isAmongValues = false;
            for (int at = 0; at < text.length(); at++) {
                char character = text.charAt(at);
                isAmongValues = character == '(' || (isAmongValues && character != ')');
                if (character == ',' && !isAmongValues) {
                    requirements.add(text.substring(begin, at).strip());
                    begin = at + 1;
                }
            }
            requirements.add(text.substring(begin).strip());
            return requirements;
        }

        private static Expression expression(String text) {
            Matcher existence = EXISTENCE.matcher(text);
            if (existence.matches()) {
                String operator = existence.group(1).isEmpty() ? "Exists" : "DoesNotExist";
                return valid(text, existence.group(2), operator, List.of());
            }
            Matcher comparison = COMPARISON.matcher(text);
            if (comparison.matches()) {
                String operator = comparison.group(2).equals("!=") ? "NotIn" : "In";
                return valid(text, comparison.group(1), operator, List.of(comparison.group(3)));
            }
            Matcher set = SET.matcher(text);
            if (set.matches()) {
                String operator = set.group(2).equals("in") ? "In" : "NotIn";
                List<String> values = Stream.of(set.group(3).split(",", -1))
                        .map(String::strip)
                        .toList();
                return valid(text, set.group(1), operator, values);
            }
            throw malformed(text);
        }

        private static Expression valid(String text, String key, String operator, List<String> values) {
            Matcher parts = KEY.matcher(key);
            boolean isLabel = parts.matches()
                    && (parts.group("prefix") == null || DnsNames.isSubdomain(parts.group("prefix")))
                    && values.stream().allMatch(VALUE.asMatchPredicate());
            if (!isLabel) {
                throw malformed(text);
            }
            return new Expression(key, operator, values);
        }

        private static IllegalArgumentException malformed(String text) {
            return new IllegalArgumentException("\"" + text + "\" is not a label selector that authorizers see: write"
                    + " KEY=VALUE, KEY!=VALUE, KEY in (VALUE,VALUE), KEY notin (VALUE,VALUE), KEY or !KEY, and a comma"
                    + " between several");
        }
    }
}
