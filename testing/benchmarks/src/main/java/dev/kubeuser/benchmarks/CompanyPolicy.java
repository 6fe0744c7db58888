package dev.kubeuser.benchmarks;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The policy of a company with N namespaces: each has 2 Roles, 3 RoleBindings and 5 ServiceAccounts; besides, there are
 * 200 ClusterRoles, 20 more that aggregate ten of them each, and a ClusterRoleBinding for every tenth namespace.
 *
 * @param namespaces how many
 */
record CompanyPolicy(int namespaces) {

    private static final int CLUSTER_ROLES = 200;
    private static final int AGGREGATES = 20;

    private static final String NAMESPACE = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: team-NUMBER}
            """;

    private static final String ACCOUNT = """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: account-INDEX, namespace: team-NUMBER}
            """;

    private static final String ROLE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: role-INDEX, namespace: team-NUMBER}
            rules:
            - {apiGroups: [""], resources: [configmaps, pods], verbs: [get, list, watch]}
            - {apiGroups: [apps], resources: [deployments], verbs: [get, list, patch], resourceNames: [app-NUMBER]}
            """;

    private static final String BINDING = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: binding-INDEX, namespace: team-NUMBER}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: role-INDEX}
            subjects:
            - {kind: ServiceAccount, namespace: team-NUMBER, name: account-INDEX}
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-NUMBER}
            """;

    private static final String CLUSTER_ROLE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: part-NUMBER, labels: {aggregate: to-INDEX}}
            rules:
            - {apiGroups: [group-NUMBER.example.com], resources: [widgets], verbs: [get, list, watch, update]}
            """;

    private static final String AGGREGATE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: aggregate-NUMBER}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {aggregate: to-NUMBER}}]}
            rules: []
            """;

    private static final String CLUSTER_BINDING = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: team-NUMBER}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: aggregate-INDEX}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-NUMBER}
            """;

    Manifests manifests() {
        StringBuilder text = new StringBuilder();
        for (int number = 0; number < namespaces; number++) {
            add(NAMESPACE, number, 0, text);
            for (int index = 0; index < 5; index++) {
                add(ACCOUNT, number, index, text);
            }
            for (int index = 0; index < 2; index++) {
                add(ROLE, number, index, text);
            }
            for (int index = 0; index < 3; index++) {
                add(BINDING, number, index, text);
            }
        }
        for (int number = 0; number < CLUSTER_ROLES; number++) {
            add(CLUSTER_ROLE, number, number % AGGREGATES, text);
        }
        for (int number = 0; number < AGGREGATES; number++) {
            add(AGGREGATE, number, 0, text);
        }
        for (int number = 0; number < namespaces; number += 10) {
            add(CLUSTER_BINDING, number, number % AGGREGATES, text);
        }
        return Manifests.parse("company.yaml", text.toString());
    }

    /** {@return the policy without a cluster, with these other roles and bindings} */
    RbacPolicyBuilder with(RbacPolicyBuilder others) {
        return others.copy().addAll(RbacManifest.policy(manifests().objects()));
    }

    List<UserInfo> accounts() {
        return IntStream.range(0, namespaces * 5)
                .mapToObj(number -> UserInfo.serviceAccount("team-" + number / 5, "account-" + number % 5))
                .toList();
    }

    private void add(String template, int number, int index, StringBuilder text) {
        text.append(template.replace("NUMBER", String.valueOf(number)).replace("INDEX", String.valueOf(index)))
                .append("---\n");
    }
}
