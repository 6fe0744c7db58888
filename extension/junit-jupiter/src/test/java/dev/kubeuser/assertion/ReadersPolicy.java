package dev.kubeuser.assertion;

/**
 * A policy with a bit of everything: a group reads in a namespace, one object and a subresource alone, and the user pia
 * what has no namespace.
 */
final class ReadersPolicy {

    private static final String NAMED = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: NAME}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: NAME}
            rules:
            - {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
            - {apiGroups: [""], resources: [secrets], resourceNames: [db], verbs: [get, list]}
            - {apiGroups: [apps], resources: [deployments/scale], verbs: [update]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: developers, namespace: NAME}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: NAME-developers}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: NAME-nodes}
            rules:
            - {apiGroups: [""], resources: [nodes], verbs: [list]}
            - {apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: [example.com/one], verbs: [approve]}
            - {nonResourceURLs: [/metrics], verbs: [get]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: NAME-nodes}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NAME-nodes}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: pia}
            """;

    private ReadersPolicy() {}

    /** In a namespace of that name, for the group {@code NAME-developers}. */
    static String in(String name) {
        return NAMED.replace("NAME", name);
    }
}
