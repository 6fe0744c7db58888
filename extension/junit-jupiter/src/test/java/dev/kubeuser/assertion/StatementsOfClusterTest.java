// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatThrownBy;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.rbac.Subject.group;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.PublishedPolicies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Statements about the policy of a cluster, whose API server is asked what contradicts them. */
@KubeUser("stella")
@ResourceLock(PublishedPolicies.IN_FORCE)
@SuppressWarnings("try") // closes what is applied
class StatementsOfClusterTest {

    private static final String POLICY = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: stated, labels: {stage: stated}}
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: vaults.stated.example.com}
            spec:
              group: stated.example.com
              scope: Namespaced
              names: {plural: vaults, singular: vault, kind: Vault}
              versions:
              - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: readers, namespace: stated}
            rules:
            - {apiGroups: ["", stated.example.com], resources: [secrets, vaults], verbs: [get]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: readers, namespace: stated}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: readers}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: stated-sre}
            """;

    @Test
    void the_api_server_confirms_a_counterexample(@KubeAdmin KubeAccess admin, Cluster cluster) {
        try (AppliedManifests applied = AppliedManifests.apply(Manifests.parse("stated.yaml", POLICY), admin)) {
            EffectivePolicy policy = ClusterPolicy.inForce(cluster);

            assertThat(policy)
                    .onlyAllows(
                            get("secrets").in("stated"),
                            get("vaults.stated.example.com").in("stated"))
                    .to(group("stated-sre"));
            assertThat(policy).nobody().canAny(list("vaults.stated.example.com").in("stated"));
            assertThatThrownBy(() -> assertThat(policy)
                            .inNamespacesLabelled("stage=stated")
                            .nobody()
                            .canAny(get("vaults.stated.example.com")))
                    .hasMessage("""

                            Expecting nobody
                            to be allowed get vaults.stated.example.com in every namespace labelled stage=stated
                            but Group stated-sre is allowed get vaults.stated.example.com in stated
                              rule 1 of Role stated/readers (stated.yaml:19): {apiGroups: ["", stated.example.com], \
                            resources: [secrets, vaults], verbs: [get]}
                                through RoleBinding stated/readers (stated.yaml:21) to Group stated-sre
                            The API server answers the same.\
                            """);
            assertMistaken(() ->
                            assertThat(policy).nobody().canAny(get("secrets").in("statd")))
                    .hasMessageContaining("Did you mean \"stated\"?");
        }
    }

    @Test
    void a_policy_that_is_not_in_force_any_more_is_not_believed(@KubeAdmin KubeAccess admin, Cluster cluster) {
        EffectivePolicy before;
        Manifests manifests = Manifests.parse("stale.yaml", POLICY.replace("stated", "stale"));
        try (AppliedManifests applied = AppliedManifests.apply(manifests, admin)) {
            before = ClusterPolicy.inForce(cluster);
        }
        EffectivePolicy old = before;
        assertThatThrownBy(() -> assertThat(old).nobody().canAny(get("secrets").in("stale")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The policy of the cluster has changed since it was read. It said that Group"
                        + " stale-sre may get secrets in stale, and the API server says the opposite");
        assertThat(ClusterPolicy.inForce(cluster))
                .nobody()
                .canAny(get("secrets").in("stale").unchecked());
    }
}
