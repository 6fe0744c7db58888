package dev.kubeuser.rbac.escalation;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;

/** Policies of few lines: each rule is in a role of its own, and bound. */
final class Policies {

    private static final String BOUND = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: KINDRole
        metadata: {name: NAMEMETA}
        rules:
        - RULE
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: KINDRoleBinding
        metadata: {name: NAMEMETA}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: KINDRole, name: NAME}
        subjects:
        - SUBJECT
        ---
        """;

    /** What there is to be reached. */
    private static final String ADMIN = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: cluster-admin}
        rules:
        - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
        - {nonResourceURLs: ["*"], verbs: ["*"]}
        ---
        """;

    /** A rule as a request reads: {@code get secrets "token"}, {@code patch deployments.apps/scale}. */
    static String rule(String text) {
        String[] words = text.strip().split(" ", -1);
        String[] parts = words[1].split("/", 2);
        String[] resource = parts[0].split("\\.", 2);
        return "{apiGroups: [\"" + (resource.length == 1 ? "" : resource[1]) + "\"], resources: [\"" + resource[0]
                + (parts.length == 1 ? "" : "/" + parts[1]) + "\"]"
                + (words.length == 2 ? "" : ", resourceNames: [" + words[2] + "]") + ", verbs: [\"" + words[0] + "\"]}";
    }

    /** A subject, as in {@code user alice}, {@code group roots} and {@code account ci/robot}. */
    static String subject(String text) {
        String[] words = text.split("[ /]", -1);
        return words[0].equals("account")
                ? "{kind: ServiceAccount, namespace: " + words[1] + ", name: " + words[2] + "}"
                : "{apiGroup: rbac.authorization.k8s.io, kind: " + (words[0].equals("user") ? "User" : "Group")
                        + ", name: \"" + words[1] + "\"}";
    }

    static final String ALICE = "{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}";

    private final StringBuilder yaml = new StringBuilder(ADMIN);
    private int count;

    /** For alice, in the whole cluster. */
    Policies clusterWide(String... rules) {
        return clusterWideFor(ALICE, rules);
    }

    Policies clusterWideFor(String subject, String... rules) {
        for (String rule : rules) {
            bind("Cluster", "", rule, subject);
        }
        return this;
    }

    /** For alice, in one namespace. */
    Policies in(String namespace, String... rules) {
        return inFor(ALICE, namespace, rules);
    }

    Policies inFor(String subject, String namespace, String... rules) {
        for (String rule : rules) {
            bind("", ", namespace: " + namespace, rule, subject);
        }
        return this;
    }

    /** For alice, in one namespace, by ClusterRoles, which nobody can write who may write there only. */
    Policies asClusterRolesIn(String namespace, String... rules) {
        for (String rule : rules) {
            int end = yaml.length();
            bind("Cluster", "", rule, ALICE);
            String written = yaml.substring(end);
            yaml.setLength(end);
            yaml.append(written.replace(
                    "kind: ClusterRoleBinding\nmetadata: {",
                    "kind: RoleBinding\nmetadata: {namespace: " + namespace + ", "));
        }
        return this;
    }

    /** A ClusterRole that takes over the rules of those with a label, and has a subject. */
    Policies aggregate(String name, String label, String subject) {
        yaml.append(BOUND.replace(
                        "rules:\n- RULE",
                        "aggregationRule: {clusterRoleSelectors: [{matchLabels: {" + label + "}}]}\nrules: []")
                .replace("KIND", "Cluster")
                .replace("META", "")
                .replace("NAME", name)
                .replace("SUBJECT", subject));
        return this;
    }

    /** A ClusterRole with a label that nobody is bound to. */
    Policies labelled(String name, String label) {
        yaml.append(BOUND.substring(0, BOUND.indexOf("---\n") + 4)
                .replace("KIND", "Cluster")
                .replace("META", ", labels: {" + label + "}")
                .replace("NAME", name)
                .replace("RULE", "{apiGroups: [\"\"], resources: [pods], verbs: [get]}"));
        return this;
    }

    Policies clusterAdmin(String subject) {
        yaml.append(BOUND.substring(BOUND.indexOf("---\n") + 4)
                .replace("KINDRole, name: NAME", "ClusterRole, name: cluster-admin")
                .replace("KIND", "Cluster")
                .replace("NAMEMETA", "admins")
                .replace("SUBJECT", subject));
        return this;
    }

    private void bind(String kind, String meta, String rule, String subject) {
        yaml.append(BOUND.replace("KIND", kind)
                .replace("META", meta)
                .replace("NAME", "r" + ++count)
                .replace("RULE", rule)
                .replace("SUBJECT", subject));
    }

    RbacPolicy build() {
        return Manifests.parse("policy.yaml", yaml.toString()).rbacPolicy();
    }
}
