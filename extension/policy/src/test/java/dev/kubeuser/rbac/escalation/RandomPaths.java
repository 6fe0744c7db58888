// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacYaml;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes small policies of the rules that lead on, spread over users, groups and ServiceAccounts. */
record RandomPaths(List<Way> ways, Choice choice) {

    /** Who is the administrator, and the rules that lead there from one place. */
    record Way(String administrator, String place, List<String> rules) {}

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

    /** The first part is of each way in turn, mostly of alice and whole. Of objects of one name the last one counts. */
    RbacPolicy policy(int number) {
        Way first = ways.get(number % ways.size());
        Policy policy = new Policy().clusterRole("cluster-admin", "* *.*");
        if (!choice.oneIn(8)) {
            policy.clusterBinding("admins", "cluster-admin", choice.oneIn(4) ? subject() : first.administrator());
        }
        addPart(0, first, choice.oneIn(3) ? subject() : "user alice", policy);
        if (choice.oneIn(4)) {
            policy.labels("kubernetes.io/bootstrapping: rbac-defaults")
                    .clusterBinding(
                            "system:controller:collector",
                            choice.oneIn(2) ? "cluster-admin" : "r0-0",
                            "account kube-system/collector");
        }
        int parts = choice.random().nextInt(4);
        for (int part = 1; part <= parts; part++) {
            addPart(part, choice.one(ways), subject(), policy);
        }
        RbacPolicyBuilder builder = RbacPolicy.builder();
        Stream.of(policy.yaml().split("---\n", -1))
                .filter(object -> !object.isEmpty())
                .forEach(object -> builder.addAll(RbacYaml.parse(object)));
        return builder.build();
    }

    /** The rules of one way in one place, perhaps not all of them, of one subject or several. */
    private void addPart(int part, Way way, String subject, Policy policy) {
        List<String> rules = new ArrayList<>(way.rules());
        if (choice.oneIn(2)) {
            rules.addAll(choice.some(3, MORE));
        }
        boolean isSpread = choice.oneIn(4);
        String place = choice.oneIn(2) ? way.place() : choice.oneIn(3) ? "" : choice.one(NAMESPACES);
        int number = 0;
        for (String rule : rules) {
            String name = choice.oneIn(3) ? choice.one(ROLES) : "r" + part + "-" + number;
            add(place, name, "b" + part + "-" + number++, rule, isSpread ? subject() : subject, policy);
        }
    }

    private void add(String place, String name, String bindingName, String rule, String subject, Policy policy) {
        boolean isClusterRole = place.isEmpty() || choice.oneIn(2);
        if (!choice.oneIn(12) && !name.equals("cluster-admin")) {
            if (isClusterRole) {
                addClusterRole(name, rule, policy);
            } else {
                policy.role(
                        place + "/" + name,
                        choice.oneIn(3) ? new String[] {rule, choice.one(MORE)} : new String[] {rule});
            }
        }
        String binding = choice.oneIn(4) ? choice.one(ROLES) : bindingName;
        if (place.isEmpty()) {
            policy.clusterBinding(binding, name, subject);
        } else {
            policy.binding(place + "/" + binding, (isClusterRole ? "ClusterRole " : "Role ") + name, subject);
        }
    }

    private void addClusterRole(String name, String rule, Policy policy) {
        policy.labels("part: " + choice.one(List.of("one", "two")));
        if (choice.oneIn(6)) {
            policy.aggregate(name, "part: one", rule);
        } else {
            policy.clusterRole(name, rule);
        }
    }

    private String subject() {
        if (choice.oneIn(40)) {
            return "group system:unauthenticated";
        }
        return switch (choice.random().nextInt(3)) {
            case 0 -> "user " + choice.one(USERS);
            case 1 -> "group " + choice.one(GROUPS);
            default -> "account " + choice.one(NAMESPACES) + "/" + choice.one(ACCOUNTS);
        };
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
