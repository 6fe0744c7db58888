// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.testkit.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A random policy in two namespaces: wide enough that much is allowed, and never the same for two subjects. */
public record RandomRights(Choice choice) {

    public static final List<String> NAMESPACES = List.of("alpha", "beta");

    private static final List<String> IN_NAMESPACES = List.of(
            rule("", "configmaps", "get, list, create, update, patch, delete"),
            rule("", "configmaps", "'*'"),
            rule("", "configmaps", "create, patch"),
            rule("", "configmaps", "create, update"),
            named("", "configmaps", "get, update, patch, create", "object-0, object-1"),
            rule("", "secrets, pods", "get, list"),
            rule("", "pods/log, pods/exec", "get"),
            rule("", "pods/exec", "create"),
            rule("rbac.authorization.k8s.io", "roles, rolebindings", "get, create, update, patch, delete"),
            rule("rbac.authorization.k8s.io", "roles", "create, patch"),
            rule("rbac.authorization.k8s.io", "roles", "create, update"),
            rule("rbac.authorization.k8s.io", "rolebindings", "create, patch, update"),
            rule("rbac.authorization.k8s.io", "roles", "escalate"),
            named("rbac.authorization.k8s.io", "roles", "escalate, bind", "object-0"),
            rule("rbac.authorization.k8s.io", "roles", "bind"),
            named("rbac.authorization.k8s.io", "clusterroles", "bind", "view"),
            rule("''', '*", "'*'", "'*'"),
            rule("", "serviceaccounts", "impersonate"));

    private static final List<String> CLUSTER_WIDE = List.of(
            rule("certificates.k8s.io", "certificatesigningrequests", "get, create, delete"),
            rule("certificates.k8s.io", "certificatesigningrequests/approval", "update, patch"),
            rule("certificates.k8s.io", "certificatesigningrequests/status", "update, patch"),
            named("certificates.k8s.io", "signers", "approve", "example.com/one"),
            named("certificates.k8s.io", "signers", "approve, sign", "example.com/*"),
            rule("certificates.k8s.io", "signers", "sign"),
            rule("", "users", "impersonate"),
            named("", "users", "impersonate", "ivy"),
            rule("", "groups", "impersonate"),
            named("authentication.k8s.io", "uids", "impersonate", "u-1"),
            rule("authentication.k8s.io", "userextras/scopes", "impersonate"),
            named("authentication.k8s.io", "userextras/scopes", "impersonate", "view"));

    private static String rule(String group, String resources, String verbs) {
        return "- {apiGroups: ['%s'], resources: [%s], verbs: [%s]}"
                .formatted(group, resources, verbs)
                .replace("['''', '*']", "['', '*']");
    }

    private static String named(String group, String resources, String verbs, String names) {
        return rule(group, resources, verbs).replace("}", ", resourceNames: [" + quoted(names) + "]}");
    }

    private static String quoted(String names) {
        return List.of(names.split(", ")).stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }

    /** Of each subject a Role in each namespace and a ClusterRole. */
    public String manifests(List<String> subjects) {
        List<String> objects = new ArrayList<>();
        for (int index = 0; index < subjects.size(); index++) {
            String subject = subjects.get(index);
            String name = "given-" + index;
            for (String namespace : NAMESPACES) {
                add(
                        objects,
                        "",
                        "metadata: {name: %s, namespace: %s}".formatted(name, namespace),
                        subject,
                        IN_NAMESPACES);
            }
            add(objects, "Cluster", "metadata: {name: %s}".formatted(name), subject, CLUSTER_WIDE);
        }
        return String.join("---\n", objects);
    }

    private void add(List<String> objects, String prefix, String metadata, String subject, List<String> rules) {
        String head = "apiVersion: rbac.authorization.k8s.io/v1\nkind: " + prefix;
        List<String> some = rules.stream()
                .filter(rule -> !choice.oneIn(rule.contains("'*'") ? 2 : 3))
                .toList();
        if (some.isEmpty()) {
            return;
        }
        objects.add(head + "Role\n" + metadata + "\nrules:\n" + String.join("\n", some) + "\n");
        objects.add(head + "RoleBinding\n" + metadata + "\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: "
                + prefix + "Role, name: " + metadata.replaceAll(".*name: ([^,}]*).*", "$1") + "}\nsubjects: [" + subject
                + "]\n");
    }
}
