// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ClientObjects;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.testkit.Choice;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1AggregationRule;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes small policies of the rules that lead on, spread over users, groups and ServiceAccounts. */
record RandomPaths(List<Way> ways, Choice choice) {

    /** Who is the administrator, and the rules that lead there from one place. */
    record Way(String administrator, String place, List<String> rules) {}

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final List<String> NAMESPACES = List.of("ci", "dev", "vault", "kube-system");
    private static final List<String> USERS = List.of("alice", "bob", "root", "system:node:one");
    private static final List<String> GROUPS = List.of(
            "roots",
            "ops",
            "system:serviceaccounts",
            "system:serviceaccounts:ci",
            "system:authenticated",
            "system:nodes");
    private static final List<String> ACCOUNTS = List.of("robot", "builder", "default", "collector");
    private static final List<String> ROLES = List.of("cluster-admin", "mine", "yours", "anything", "one", "token");

    /** Rules that are seldom enough alone. */
    private static final List<String> MORE = List.of(
            "* *.*",
            "* secrets",
            "* pods",
            "create pods",
            "create rolebindings.rbac.authorization.k8s.io",
            "create clusterrolebindings.rbac.authorization.k8s.io",
            "create rolebindings.rbac.authorization.k8s.io mine",
            "patch rolebindings.rbac.authorization.k8s.io mine",
            "* roles.rbac.authorization.k8s.io",
            "* clusterroles.rbac.authorization.k8s.io",
            "* clusterroles.rbac.authorization.k8s.io one",
            "bind clusterroles.rbac.authorization.k8s.io yours",
            "bind roles.rbac.authorization.k8s.io",
            "escalate roles.rbac.authorization.k8s.io mine",
            "update roles.rbac.authorization.k8s.io mine",
            "create namespaces",
            "update namespaces",
            "delete validatingwebhookconfigurations.admissionregistration.k8s.io",
            "delete validatingadmissionpolicies.admissionregistration.k8s.io one",
            "impersonate serviceaccounts",
            "impersonate serviceaccounts robot",
            "impersonate users bob",
            "impersonate groups ops",
            "get configmaps",
            "get configmaps one");

    /** The first part is of each way in turn, mostly of alice and whole. */
    RbacPolicy policy(int number) {
        Way first = ways.get(number % ways.size());
        RbacPolicyBuilder builder = RbacPolicy.builder();
        add(
                new V1ClusterRole()
                        .metadata(new V1ObjectMeta().name("cluster-admin"))
                        .addRulesItem(rule("* *.*")),
                builder);
        if (!choice.oneIn(8)) {
            add(
                    new V1ClusterRoleBinding()
                            .metadata(new V1ObjectMeta().name("admins"))
                            .roleRef(roleRef("ClusterRole", "cluster-admin"))
                            .addSubjectsItem(choice.oneIn(4) ? subject() : subject(first.administrator())),
                    builder);
        }
        addPart(0, first, choice.oneIn(3) ? subject() : subject("user alice"), builder);
        if (choice.oneIn(4)) {
            add(
                    new V1ClusterRoleBinding()
                            .metadata(new V1ObjectMeta()
                                    .name("system:controller:collector")
                                    .labels(Map.of("kubernetes.io/bootstrapping", "rbac-defaults")))
                            .roleRef(roleRef("ClusterRole", choice.oneIn(2) ? "cluster-admin" : "r0-0"))
                            .addSubjectsItem(subject("account kube-system/collector")),
                    builder);
        }
        int parts = choice.random().nextInt(4);
        for (int part = 1; part <= parts; part++) {
            addPart(part, choice.one(ways), subject(), builder);
        }
        return builder.build();
    }

    /** The rules of one way in one place, perhaps not all of them, of one subject or several. */
    private void addPart(int part, Way way, RbacV1Subject subject, RbacPolicyBuilder builder) {
        List<String> rules = new ArrayList<>(way.rules());
        if (choice.oneIn(2)) {
            rules.addAll(choice.some(3, MORE));
        }
        boolean isSpread = choice.oneIn(4);
        String place = choice.oneIn(2) ? way.place() : choice.oneIn(3) ? "" : choice.one(NAMESPACES);
        int number = 0;
        for (String rule : rules) {
            String name = choice.oneIn(3) ? choice.one(ROLES) : "r" + part + "-" + number;
            add(place, name, "b" + part + "-" + number++, rule(rule), isSpread ? subject() : subject, builder);
        }
    }

    private void add(
            String place,
            String name,
            String bindingName,
            V1PolicyRule rule,
            RbacV1Subject subject,
            RbacPolicyBuilder builder) {
        boolean isClusterRole = place.isEmpty() || choice.oneIn(2);
        if (!choice.oneIn(12) && !name.equals("cluster-admin")) {
            add(isClusterRole ? clusterRole(name, rule) : role(place, name, rule), builder);
        }
        V1RoleRef role = roleRef(isClusterRole ? "ClusterRole" : "Role", name);
        String binding = choice.oneIn(4) ? choice.one(ROLES) : bindingName;
        add(
                place.isEmpty()
                        ? new V1ClusterRoleBinding()
                                .metadata(new V1ObjectMeta().name(binding))
                                .roleRef(role)
                                .addSubjectsItem(subject)
                        : new V1RoleBinding()
                                .metadata(new V1ObjectMeta().namespace(place).name(binding))
                                .roleRef(role)
                                .addSubjectsItem(subject),
                builder);
    }

    private static void add(KubernetesObject object, RbacPolicyBuilder builder) {
        builder.add(ClientObjects.json(object));
    }

    private V1ClusterRole clusterRole(String name, V1PolicyRule rule) {
        V1ClusterRole role = new V1ClusterRole()
                .metadata(new V1ObjectMeta().name(name).labels(Map.of("part", choice.one(List.of("one", "two")))))
                .addRulesItem(rule);
        return choice.oneIn(6)
                ? role.aggregationRule(new V1AggregationRule()
                        .addClusterRoleSelectorsItem(new V1LabelSelector().putMatchLabelsItem("part", "one")))
                : role;
    }

    private V1Role role(String namespace, String name, V1PolicyRule rule) {
        V1Role role = new V1Role()
                .metadata(new V1ObjectMeta().namespace(namespace).name(name))
                .addRulesItem(rule);
        return choice.oneIn(3) ? role.addRulesItem(rule(choice.one(MORE))) : role;
    }

    private static V1RoleRef roleRef(String kind, String name) {
        return new V1RoleRef().apiGroup(GROUP).kind(kind).name(name);
    }

    private static RbacV1Subject subject(String text) {
        String[] words = text.split("[ /]", -1);
        return switch (words[0]) {
            case "user" -> new RbacV1Subject().kind("User").name(words[1]);
            case "group" -> new RbacV1Subject().kind("Group").name(words[1]);
            default ->
                new RbacV1Subject().kind("ServiceAccount").namespace(words[1]).name(words[2]);
        };
    }

    private RbacV1Subject subject() {
        if (choice.oneIn(40)) {
            return subject("group system:unauthenticated");
        }
        return switch (choice.random().nextInt(3)) {
            case 0 -> new RbacV1Subject().kind("User").name(choice.one(USERS));
            case 1 -> new RbacV1Subject().kind("Group").name(choice.one(GROUPS));
            default ->
                new RbacV1Subject()
                        .kind("ServiceAccount")
                        .namespace(choice.one(NAMESPACES))
                        .name(choice.one(ACCOUNTS));
        };
    }

    /** As {@code get secrets "token"} or {@code create pods/exec}. */
    private static V1PolicyRule rule(String text) {
        String[] words = text.strip().split(" ", -1);
        String[] parts = words[1].split("/", 2);
        String[] resource = parts[0].split("\\.", 2);
        V1PolicyRule rule = new V1PolicyRule()
                .addVerbsItem(words[0])
                .addApiGroupsItem(resource.length == 1 ? "" : resource[1])
                .addResourcesItem(resource[0] + (parts.length == 1 ? "" : "/" + parts[1]));
        return words.length == 2 ? rule : rule.addResourceNamesItem(words[2].replace("\"", ""));
    }

    static List<UserInfo> users() {
        return Stream.concat(
                        Stream.of(
                                UserInfo.user("alice"),
                                UserInfo.user("bob", "ops"),
                                UserInfo.user("nobody"),
                                UserInfo.user("system:node:one", "system:nodes"),
                                UserInfo.anonymous()),
                        NAMESPACES.stream().map(namespace -> UserInfo.serviceAccount(namespace, "robot")))
                .toList();
    }
}
