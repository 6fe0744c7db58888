// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;

import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.statement.EffectivePolicy;
import org.junit.jupiter.api.Test;

/** What the rights of the team could be made of, and which of them are risky. */
@TeamPolicy
class NoEscalationTest {

    @Test
    void nobody_becomes_administrator(
            @KubeUser("alice") KubeAccess alice, @KubeServiceAccount("ci/deployer") KubeAccess deployer) {
        assertThat(alice).cannotBecomeClusterAdmin();
        assertThat(deployer).cannotBecomeClusterAdmin().cannotGainRole("Role dev/developer");
    }

    @Test
    void nobody_whom_aws_lets_in_becomes_administrator(Cluster cluster) {
        assertThat(ReviewedSubject.of(cluster, "group:developers")).cannotBecomeClusterAdmin();
    }

    /**
     * To read everything is more than it seems: tokens, the API of kubelets and, before Kubernetes 1.35, commands in
     * pods.
     */
    @Test
    void who_reads_everything_does(@KubeUser("erin") KubeAccess erin) {
        assertThat(erin)
                .ignoring(Technique.READ_SECRETS, Technique.NODES_PROXY, Technique.POD_ACCESS)
                .cannotBecomeClusterAdmin();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(erin).cannotBecomeClusterAdmin())
                .withMessageContaining("policies/sre.yaml:7");
    }

    @Test
    void risky_permissions_are_known() {
        assertThat(EffectivePolicy.of(Manifests.load("policies/")))
                .hasNoRisksExcept(
                        Risk.WORKLOAD_CREATION,
                        Risk.POD_ACCESS.in("Role dev/developer"),
                        Risk.WILDCARD.in("ClusterRole sre"),
                        Risk.SECRETS_READ.in("ClusterRole sre"),
                        Risk.NODES_PROXY.in("ClusterRole sre"));
    }
}
