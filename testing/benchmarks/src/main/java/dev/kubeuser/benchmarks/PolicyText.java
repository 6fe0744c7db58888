// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The manifests of a policy, written in few words. Lists of verbs, resources and names have commas in between. */
final class PolicyText {

    private static final String RBAC = "rbac.authorization.k8s.io";

    private final StringBuilder text = new StringBuilder();

    static String rule(String verbs, String apiGroup, String resources) {
        return "{apiGroups: " + list(apiGroup) + ", resources: " + list(resources) + ", verbs: " + list(verbs) + "}";
    }

    static String rule(String verbs, String apiGroup, String resources, String names) {
        return rule(verbs, apiGroup, resources).replace("}", ", resourceNames: " + list(names) + "}");
    }

    static String rbacRule(String verbs, String resources) {
        return rule(verbs, RBAC, resources);
    }

    private static String list(String values) {
        return "[\"" + values.replace(",", "\", \"") + "\"]";
    }

    static String user(String name) {
        return "{apiGroup: " + RBAC + ", kind: User, name: " + name + "}";
    }

    static String group(String name) {
        return "{apiGroup: " + RBAC + ", kind: Group, name: " + name + "}";
    }

    static String account(String namespace, String name) {
        return "{kind: ServiceAccount, namespace: " + namespace + ", name: " + name + "}";
    }

    /** A ServiceAccount of the namespace of its binding. */
    static String account(String name) {
        return "{kind: ServiceAccount, name: " + name + "}";
    }

    /** Adds what a policy has of each of so many parts. */
    PolicyText each(int parts, ObjIntConsumer<PolicyText> add) {
        IntStream.range(0, parts).forEach(part -> add.accept(this, part));
        return this;
    }

    PolicyText namespace(String name) {
        return add("v1", "Namespace", "name: " + name, "");
    }

    PolicyText serviceAccount(String namespace, String name) {
        return add("v1", "ServiceAccount", "name: " + name + ", namespace: " + namespace, "");
    }

    PolicyText role(String namespace, String name, String... rules) {
        return add(RBAC + "/v1", "Role", "name: " + name + ", namespace: " + namespace, items("rules", rules));
    }

    PolicyText clusterRole(String name, String... rules) {
        return add(RBAC + "/v1", "ClusterRole", "name: " + name, items("rules", rules));
    }

    PolicyText labelledClusterRole(String name, String label, String... rules) {
        return add(RBAC + "/v1", "ClusterRole", "name: " + name + ", labels: {" + label + "}", items("rules", rules));
    }

    /** A ClusterRole with the rules of those that have a label. */
    PolicyText aggregate(String name, String label) {
        String selectors = "aggregationRule: {clusterRoleSelectors: [{matchLabels: {" + label + "}}]}\nrules: []\n";
        return add(RBAC + "/v1", "ClusterRole", "name: " + name, selectors);
    }

    /** Makes a Role of the same name as its binding. */
    PolicyText allow(String namespace, String name, String rule, String... subjects) {
        return role(namespace, name, rule).bindRole(namespace, name, name, subjects);
    }

    PolicyText bindRole(String namespace, String name, String role, String... subjects) {
        return binding("RoleBinding", "name: " + name + ", namespace: " + namespace, "Role", role, subjects);
    }

    PolicyText bind(String namespace, String name, String clusterRole, String... subjects) {
        String metadata = "name: " + name + ", namespace: " + namespace;
        return binding("RoleBinding", metadata, "ClusterRole", clusterRole, subjects);
    }

    PolicyText bindEverywhere(String name, String clusterRole, String... subjects) {
        return binding("ClusterRoleBinding", "name: " + name, "ClusterRole", clusterRole, subjects);
    }

    private PolicyText binding(String kind, String metadata, String ofRole, String role, String... subjects) {
        String roleRef = "roleRef: {apiGroup: " + RBAC + ", kind: " + ofRole + ", name: " + role + "}\n";
        return add(RBAC + "/v1", kind, metadata, roleRef + items("subjects", subjects));
    }

    private static String items(String field, String... items) {
        return Stream.of(items).map(item -> "- " + item + "\n").collect(Collectors.joining("", field + ":\n", ""));
    }

    private PolicyText add(String apiVersion, String kind, String metadata, String rest) {
        text.append("apiVersion: ").append(apiVersion).append("\nkind: ").append(kind);
        text.append("\nmetadata: {").append(metadata).append("}\n").append(rest).append("---\n");
        return this;
    }

    Manifests manifests() {
        return Manifests.parse("company.yaml", text.toString());
    }

    /** {@return the policy without a cluster, with these other roles and bindings} */
    RbacPolicy with(RbacPolicyBuilder others) {
        return others.copy().addAll(RbacManifest.policy(manifests().objects())).build();
    }
}
