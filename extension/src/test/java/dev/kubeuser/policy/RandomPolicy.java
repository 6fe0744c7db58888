package dev.kubeuser.policy;

import static dev.kubeuser.policy.Vocabulary.either;

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

    List<KubernetesObject> objects() {
        List<KubernetesObject> objects = new ArrayList<>();
        IntStream.range(0, OF_EACH_KIND).forEach(number -> {
            Vocabulary.NAMESPACES.forEach(namespace -> {
                objects.add(role(namespace, number));
                objects.add(roleBinding(namespace, number));
            });
            objects.add(clusterRole("plain", number).rules(rules(true)));
            objects.add(aggregated(number));
            objects.add(clusterRoleBinding(number));
        });
        return objects;
    }

    private V1Role role(String namespace, int number) {
        return new V1Role().metadata(named("role", number).namespace(namespace)).rules(rules(false));
    }

    private V1ClusterRole clusterRole(String kind, int number) {
        Map<String, String> labels = new HashMap<>(Map.of("round", words.round()));
        if (!choice.oneIn(4)) {
            labels.put("tier", choice.one(TIERS));
        }
        return new V1ClusterRole().metadata(named(kind, number).labels(labels));
    }

    /** With rules of its own only where nobody aggregates it: in a cycle it would depend on chance who keeps them. */
    private V1ClusterRole aggregated(int number) {
        V1ClusterRole role = clusterRole("aggregated", number)
                .aggregationRule(new V1AggregationRule()
                        .clusterRoleSelectors(
                                choice.times(1 + number % 2, this::selector).toList()));
        if (choice.oneIn(2)) {
            role.rules(rules(true)).getMetadata().setLabels(Map.of());
        }
        return role;
    }

    private V1LabelSelector selector() {
        V1LabelSelector selector = new V1LabelSelector().putMatchLabelsItem("round", words.round());
        if (choice.oneIn(3)) {
            return selector.putMatchLabelsItem("tier", choice.one(either(TIERS, "none")));
        }
        String operator = choice.one(List.of("In", "NotIn", "Exists", "DoesNotExist"));
        V1LabelSelectorRequirement tier =
                new V1LabelSelectorRequirement().key("tier").operator(operator);
        return selector.matchExpressions(List.of(operator.endsWith("In") ? tier.values(choice.some(2, TIERS)) : tier));
    }

    private V1RoleBinding roleBinding(String namespace, int number) {
        String role = choice.one(List.of("role", "plain", "aggregated"));
        return new V1RoleBinding()
                .metadata(named("binding", number).namespace(namespace))
                .roleRef(roleRef(role.equals("role") ? "Role" : "ClusterRole", role))
                .subjects(subjects(""));
    }

    private V1ClusterRoleBinding clusterRoleBinding(int number) {
        return new V1ClusterRoleBinding()
                .metadata(named("binding", number))
                .roleRef(roleRef("ClusterRole", choice.one(List.of("plain", "aggregated"))))
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
                .map(name -> Requester.serviceAccountUser("dev", name))
                .toList();
    }

    private List<V1PolicyRule> rules(boolean clusterWide) {
        return choice.times(1 + choice.random().nextInt(3), () -> rule(clusterWide))
                .toList();
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
