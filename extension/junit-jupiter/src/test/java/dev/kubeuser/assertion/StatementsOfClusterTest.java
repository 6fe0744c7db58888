// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatThrownBy;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.rbac.Subject.group;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PublishedPolicies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Statements about the policy of a cluster, whose API server is asked what contradicts them. */
@KubeUser("stella")
@ResourceLock(PublishedPolicies.IN_FORCE)
@SuppressWarnings("try") // closes what is applied
class StatementsOfClusterTest {

    private static Manifests policy(String name) {
        return new Policy()
                .namespace(name, "stage: " + name)
                .definition("vaults." + name + ".example.com", "Vault", "Namespaced")
                .role(name + "/readers", "get secrets,vaults." + name + ".example.com")
                .binding(name + "/readers", "Role readers", "group " + name + "-sre")
                .manifests(name + ".yaml");
    }

    @Test
    void the_api_server_confirms_a_counterexample(@KubeAdmin KubeAccess admin, Cluster cluster) {
        try (AppliedManifests applied = AppliedManifests.apply(policy("stated"), admin)) {
            EffectivePolicy policy = ClusterPolicy.inForce(cluster);

            assertThat(policy)
                    .onlyAllows(
                            get("secrets").in("stated"),
                            get("vaults.stated.example.com").in("stated"))
                    .to(group("stated-sre"));
            assertThat(policy).nobody().canAny(list("vaults.stated.example.com").in("stated"));
            assertFails(() -> assertThat(policy)
                            .inNamespacesLabelled("stage=stated")
                            .nobody()
                            .canAny(get("vaults.stated.example.com")))
                    .hasMessage("""

                            Expecting nobody
                            to be allowed get vaults.stated.example.com in every namespace labelled stage=stated
                            but Group stated-sre is allowed get vaults.stated.example.com in stated
                              rule 1 of Role stated/readers (stated.yaml:23): {apiGroups: ["", stated.example.com], \
                            resources: [secrets, vaults], verbs: [get]}
                                through RoleBinding stated/readers (stated.yaml:25) to Group stated-sre
                            The API server answers the same.\
                            """);
            assertMistaken(() ->
                            assertThat(policy).nobody().canAny(get("secrets").in("statd")))
                    .hasMessageContaining("Did you mean \"stated\"?");
        }
    }

    @Test
    void a_policy_that_is_not_in_force_any_more_is_not_believed(@KubeAdmin KubeAccess admin, Cluster cluster) {
        EffectivePolicy old;
        try (AppliedManifests applied = AppliedManifests.apply(policy("stale"), admin)) {
            old = ClusterPolicy.inForce(cluster);
        }
        assertThatThrownBy(() -> assertThat(old).nobody().canAny(get("secrets").in("stale")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The policy of the cluster has changed since it was read. It said that Group"
                        + " stale-sre may get secrets in stale, and the API server says the opposite");
        assertThat(ClusterPolicy.inForce(cluster))
                .nobody()
                .canAny(get("secrets").in("stale").unchecked());
    }
}
