// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static dev.kubeuser.rbac.Vocabulary.either;

import com.google.gson.JsonObject;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.stream.Collectors;

/** Makes objects that the API server accepts; whom they name and whom they aggregate is of this round alone. */
record RandomPolicy(Vocabulary words, Choice choice) {

    private static final int OF_EACH_KIND = 10;
    private static final List<String> TIERS = List.of("one", "two", "three");

    /** Circles have no rules of their own, for it would depend on chance which of them are kept. */
    private static final List<String> LAYERS = List.of("plain", "circle", "low");

    private static final List<String> CLUSTER_ROLES = either(LAYERS, "high", "lonely");

    List<JsonObject> objects() {
        Policy policy = new Policy();
        for (int number = 0; number < OF_EACH_KIND; number++) {
            for (String namespace : Vocabulary.NAMESPACES) {
                policy.role(namespace + "/" + named("role", number), rules(false))
                        .binding(namespace + "/" + named("binding", number), roleRef(), subjects(""));
            }
            layer("plain", policy).clusterRole(named("plain", number), rules(true));
            aggregate("circle", number, List.of("plain", "circle"), policy);
            aggregate("low", number, List.of("plain"), policy, maybeRules());
            aggregate("high", number, LAYERS, policy, maybeRules());
            policy.aggregate(named("lonely", number), "layer: none", rules(true));
            policy.clusterBinding(
                    named("binding", number),
                    other(choice.one(CLUSTER_ROLES)),
                    subjects(choice.one(Vocabulary.NAMESPACES)));
        }
        return RbacYaml.parse(policy.yaml());
    }

    /** The labels of a ClusterRole. */
    private Policy layer(String layer, Policy policy) {
        String round = "round: " + words.round();
        String ofLayer = "layer: " + layer;
        return choice.oneIn(4)
                ? policy.labels(round, ofLayer)
                : policy.labels(round, ofLayer, "tier: " + choice.one(TIERS));
    }

    private void aggregate(String layer, int number, List<String> layers, Policy policy, String... rules) {
        String selectors = choice.times(1 + number % 2, () -> selector(layers)).collect(Collectors.joining(", "));
        layer(layer, policy).aggregate(named(layer, number), selectors, rules);
    }

    private String selector(List<String> layers) {
        String inLayers = requirement("layer", "In", layers);
        if (choice.oneIn(3)) {
            String tier = choice.one(choice.oneIn(2) ? List.of("none") : TIERS);
            return selector("round: %s, tier: %s".formatted(words.round(), tier), inLayers);
        }
        String operator = choice.one(List.of("In", "NotIn", "Exists", "DoesNotExist"));
        List<String> tiers = operator.endsWith("In") ? choice.some(2, TIERS) : List.of();
        return selector("round: " + words.round(), inLayers + ", " + requirement("tier", operator, tiers));
    }

    private static String selector(String labels, String expressions) {
        return "{matchLabels: {" + labels + "}, matchExpressions: [" + expressions + "]}";
    }

    private static String requirement(String label, String operator, List<String> values) {
        return "{key: " + label + ", operator: " + operator + ", values: " + list(values) + "}";
    }

    private String roleRef() {
        return choice.oneIn(2) ? "Role " + other("role") : "ClusterRole " + other(choice.one(CLUSTER_ROLES));
    }

    /** Sometimes a role that does not exist. */
    private String other(String role) {
        return named(role, choice.random().nextInt(OF_EACH_KIND + 1));
    }

    private String[] subjects(String namespace) {
        return choice.times(1 + choice.random().nextInt(2), () -> subject(namespace))
                .toArray(String[]::new);
    }

    /** A user who is named as a ServiceAccount is that ServiceAccount. */
    private String subject(String namespace) {
        List<String> robots = words.serviceAccounts().stream()
                .map(name -> Subject.serviceAccount("dev", name).userName())
                .toList();
        return switch (choice.random().nextInt(3)) {
            case 0 -> "user " + choice.one(either(words.users(), robots));
            case 1 -> "group " + choice.one(words.groups());
            default -> {
                String place = namespace.isEmpty() && choice.oneIn(2) ? choice.one(Vocabulary.NAMESPACES) : namespace;
                yield "account " + (place.isEmpty() ? "" : place + "/") + choice.one(words.serviceAccounts());
            }
        };
    }

    private String[] rules(boolean clusterWide) {
        return choice.times(1 + choice.random().nextInt(3), () -> rule(clusterWide))
                .toArray(String[]::new);
    }

    private String[] maybeRules() {
        return choice.oneIn(2) ? rules(true) : new String[0];
    }

    private String rule(boolean clusterWide) {
        String verbs = "{verbs: " + list(orStar(choice.some(3, Vocabulary.VERBS)));
        if (clusterWide && choice.oneIn(3)) {
            List<String> paths = choice.some(2, either(Vocabulary.URL_PATTERNS, Vocabulary.PATHS));
            return verbs + ", nonResourceURLs: " + list(paths) + "}";
        }
        List<String> resources = choice.some(3, either(Vocabulary.RESOURCES, Vocabulary.RESOURCE_PATTERNS));
        return verbs + ", apiGroups: " + list(orStar(choice.some(2, Vocabulary.API_GROUPS))) + ", resources: "
                + list(resources) + ", resourceNames: "
                + list(choice.oneIn(3) ? orStar(choice.some(2, Vocabulary.NAMES)) : List.of()) + "}";
    }

    private List<String> orStar(List<String> values) {
        return choice.oneIn(6) ? either(values, "*") : values;
    }

    private static String list(List<String> values) {
        return values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(", ", "[", "]"));
    }

    private String named(String kind, int number) {
        return words.round() + kind + number;
    }
}
