// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static dev.kubeuser.rbac.Vocabulary.either;

import com.google.gson.JsonObject;
import dev.kubeuser.testkit.Choice;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1AggregationRule;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1LabelSelectorRequirement;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes objects that the API server accepts; whom they name and whom they aggregate is of this round alone. */
record RandomPolicy(Vocabulary words, Choice choice) {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final int OF_EACH_KIND = 10;
    private static final List<String> TIERS = List.of("one", "two", "three");

    /** Circles have no rules of their own, for it would depend on chance which of them are kept. */
    private static final List<String> LAYERS = List.of("plain", "circle", "low");

    private static final List<String> CLUSTER_ROLES = either(LAYERS, "high");

    List<JsonObject> objects() {
        List<KubernetesObject> objects = new ArrayList<>();
        IntStream.range(0, OF_EACH_KIND).forEach(number -> {
            Vocabulary.NAMESPACES.forEach(namespace -> {
                objects.add(role(namespace, number));
                objects.add(roleBinding(namespace, number));
            });
            objects.add(clusterRole("plain", number).rules(rules(true)));
            objects.add(aggregated("circle", number, List.of("plain", "circle")));
            objects.add(aggregated("low", number, List.of("plain")).rules(maybeRules()));
            objects.add(aggregated("high", number, LAYERS).rules(maybeRules()));
            objects.add(clusterRoleBinding(number));
        });
        return ClientObjects.json(objects);
    }

    private V1Role role(String namespace, int number) {
        return new V1Role().metadata(named("role", number).namespace(namespace)).rules(rules(false));
    }

    private V1ClusterRole clusterRole(String layer, int number) {
        Map<String, String> labels = new HashMap<>(Map.of("round", words.round(), "layer", layer));
        if (!choice.oneIn(4)) {
            labels.put("tier", choice.one(TIERS));
        }
        return new V1ClusterRole().metadata(named(layer, number).labels(labels));
    }

    private V1ClusterRole aggregated(String layer, int number, List<String> layers) {
        return clusterRole(layer, number)
                .aggregationRule(new V1AggregationRule()
                        .clusterRoleSelectors(choice.times(1 + number % 2, () -> selector(layers))
                                .toList()));
    }

    private V1LabelSelector selector(List<String> layers) {
        V1LabelSelector selector = new V1LabelSelector()
                .putMatchLabelsItem("round", words.round())
                .addMatchExpressionsItem(requirement("layer", "In", layers));
        if (choice.oneIn(3)) {
            return selector.putMatchLabelsItem("tier", choice.one(choice.oneIn(2) ? List.of("none") : TIERS));
        }
        String operator = choice.one(List.of("In", "NotIn", "Exists", "DoesNotExist"));
        List<String> tiers = operator.endsWith("In") ? choice.some(2, TIERS) : List.of();
        return selector.addMatchExpressionsItem(requirement("tier", operator, tiers));
    }

    private static V1LabelSelectorRequirement requirement(String label, String operator, List<String> values) {
        return new V1LabelSelectorRequirement().key(label).operator(operator).values(values);
    }

    private V1RoleBinding roleBinding(String namespace, int number) {
        String role = choice.oneIn(2) ? "role" : choice.one(CLUSTER_ROLES);
        return new V1RoleBinding()
                .metadata(named("binding", number).namespace(namespace))
                .roleRef(roleRef(role.equals("role") ? "Role" : "ClusterRole", role))
                .subjects(subjects(""));
    }

    private V1ClusterRoleBinding clusterRoleBinding(int number) {
        return new V1ClusterRoleBinding()
                .metadata(named("binding", number))
                .roleRef(roleRef("ClusterRole", choice.one(CLUSTER_ROLES)))
                .subjects(subjects(choice.one(Vocabulary.NAMESPACES)));
    }

    /** Sometimes to a role that does not exist. */
    private V1RoleRef roleRef(String kind, String role) {
        int number = choice.random().nextInt(OF_EACH_KIND + 1);
        return new V1RoleRef()
                .apiGroup(GROUP)
                .kind(kind)
                .name(named(role, number).getName());
    }

    private List<RbacV1Subject> subjects(String namespace) {
        return choice.times(1 + choice.random().nextInt(2), () -> subject(namespace))
                .toList();
    }

    private RbacV1Subject subject(String namespace) {
        RbacV1Subject subject = new RbacV1Subject();
        return switch (choice.random().nextInt(3)) {
            case 0 -> subject.apiGroup(GROUP).kind("User").name(choice.one(either(words.users(), robots())));
            case 1 -> subject.apiGroup(GROUP).kind("Group").name(choice.one(words.groups()));
            default ->
                subject.kind("ServiceAccount")
                        .name(choice.one(words.serviceAccounts()))
                        .namespace(
                                namespace.isEmpty() && choice.oneIn(2) ? choice.one(Vocabulary.NAMESPACES) : namespace);
        };
    }

    /** A user who is named as a ServiceAccount is that ServiceAccount. */
    private List<String> robots() {
        return words.serviceAccounts().stream()
                .map(name -> Subject.serviceAccount("dev", name).userName())
                .toList();
    }

    private List<V1PolicyRule> rules(boolean clusterWide) {
        return choice.times(1 + choice.random().nextInt(3), () -> rule(clusterWide))
                .toList();
    }

    private List<V1PolicyRule> maybeRules() {
        return choice.oneIn(2) ? rules(true) : List.of();
    }

    private V1PolicyRule rule(boolean clusterWide) {
        V1PolicyRule rule = new V1PolicyRule().verbs(orStar(choice.some(3, Vocabulary.VERBS)));
        if (clusterWide && choice.oneIn(3)) {
            return rule.nonResourceURLs(choice.some(2, either(Vocabulary.URL_PATTERNS, Vocabulary.PATHS)));
        }
        return rule.apiGroups(orStar(choice.some(2, Vocabulary.API_GROUPS)))
                .resources(choice.some(3, either(Vocabulary.RESOURCES, Vocabulary.RESOURCE_PATTERNS)))
                .resourceNames(choice.oneIn(3) ? orStar(choice.some(2, Vocabulary.NAMES)) : List.of());
    }

    private List<String> orStar(List<String> values) {
        return choice.oneIn(6) ? either(values, "*") : values;
    }

    private V1ObjectMeta named(String kind, int number) {
        return new V1ObjectMeta().name(words.round() + kind + number);
    }
}
