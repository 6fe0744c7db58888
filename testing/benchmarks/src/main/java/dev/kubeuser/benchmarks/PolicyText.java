// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.Subject;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The manifests of a policy, written in few words. A role or binding in a namespace is called {@code namespace/name},
 * others by their name alone. Subjects are as {@link Subject#parse} reads them.
 */
final class PolicyText {

    static final String RBAC = "rbac.authorization.k8s.io";

    private final StringBuilder text = new StringBuilder();

    /** Lists of verbs, resources and names have commas in between. */
    static String rule(String verbs, String apiGroup, String resources) {
        return "{apiGroups: " + list(apiGroup) + ", resources: " + list(resources) + ", verbs: " + list(verbs) + "}";
    }

    static String rule(String verbs, String apiGroup, String resources, String names) {
        return rule(verbs, apiGroup, resources).replace("}", ", resourceNames: " + list(names) + "}");
    }

    private static String list(String values) {
        return "[\"" + values.replace(",", "\", \"") + "\"]";
    }

    /** Adds what a policy has of each of so many parts. */
    PolicyText each(int parts, ObjIntConsumer<PolicyText> add) {
        IntStream.range(0, parts).forEach(part -> add.accept(this, part));
        return this;
    }

    /** A Namespace or ServiceAccount. */
    PolicyText object(String kind, String name) {
        return add("v1", kind, name, "", "");
    }

    PolicyText role(String name, String... rules) {
        return labelledRole(name, "", rules);
    }

    PolicyText labelledRole(String name, String label, String... rules) {
        return add(RBAC + "/v1", kind("Role", name), name, label, items("rules", Stream.of(rules)));
    }

    /** A ClusterRole with the rules of those that have a label. */
    PolicyText aggregate(String name, String label) {
        String selectors = "aggregationRule: {clusterRoleSelectors: [{matchLabels: {" + label + "}}]}\nrules: []\n";
        return add(RBAC + "/v1", "ClusterRole", name, "", selectors);
    }

    /** Makes a role of the same name as its binding. */
    PolicyText allow(String name, String rule, String... subjects) {
        return role(name, rule).bind(name, name, subjects);
    }

    PolicyText bind(String name, String role, String... subjects) {
        String nameOfRole = role.replaceFirst(".*/", "");
        String roleRef =
                "roleRef: {apiGroup: " + RBAC + ", kind: " + kind("Role", role) + ", name: " + nameOfRole + "}\n";
        String items = items("subjects", Stream.of(subjects).map(PolicyText::subject));
        return add(RBAC + "/v1", kind("RoleBinding", name), name, "", roleRef + items);
    }

    private static String subject(String words) {
        Subject subject = Subject.parse(words);
        String apiGroup = subject.kind().equals("ServiceAccount") ? "" : RBAC;
        return "{apiGroup: \"" + apiGroup + "\", kind: " + subject.kind() + ", namespace: \"" + subject.namespace()
                + "\", name: " + subject.name() + "}";
    }

    private static String items(String field, Stream<String> items) {
        return items.map(item -> "- " + item + "\n").collect(Collectors.joining("", field + ":\n", ""));
    }

    private static String kind(String inNamespace, String name) {
        return name.contains("/") ? inNamespace : "Cluster" + inNamespace;
    }

    private PolicyText add(String apiVersion, String kind, String name, String label, String rest) {
        String named = name.replaceFirst("(.*)/(.*)", "$2, namespace: $1");
        text.append("apiVersion: " + apiVersion + "\nkind: " + kind)
                .append("\nmetadata: {name: " + named + ", labels: {" + label + "}}\n" + rest + "---\n");
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
