// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That nobody gets to more than was granted, and with which words it fails. */
@KubeUser("clara")
class CannotBecomeTest {

    private static final String POLICY = new Policy()
            .namespace("become", "pod-security.kubernetes.io/enforce: baseline")
            .role("become/runners", "create pods")
            .to("user clara")
            .clusterRole(
                    "become-binders",
                    "bind clusterroles.rbac.authorization.k8s.io cluster-admin",
                    "create clusterrolebindings.rbac.authorization.k8s.io")
            .to("account become/deployer")
            .namespace("become-hosts", "pod-security.kubernetes.io/enforce: privileged")
            .binding("become-hosts/hosts", "ClusterRole become-hosts", "user henk")
            .clusterRole("become-hosts", "create pods")
            .role("become/loggers", "get pods/log")
            .to("user lena")
            .yaml();

    private static final String PAGE = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/";

    @RegisterExtension
    static final PolicyInForce IN_FORCE = new PolicyInForce("become.yaml", POLICY);

    @Test
    void should_pass_if_there_is_no_way(
            @KubeUser("nobody-special") KubeAccess other, @KubeUser("clara") KubeAccess clara) {
        assertThat(other)
                .cannotBecomeClusterAdmin()
                .cannotGainRole("ClusterRole edit")
                .cannotGainRole(RoleReference.clusterRole("view"))
                .hasNoRisks();
        assertThat(clara).ignoring(Technique.WORKLOAD).cannotBecomeClusterAdmin();
        assertThat(clara).hasNoRisksExcept(Risk.WORKLOAD_CREATION.in("Role become/runners"));
    }

    @Test
    void should_name_each_step_with_its_rule_and_page(KubeAccess clara) {
        assertFails(() -> assertThat(clara).cannotBecomeClusterAdmin(), """

            Expecting user "clara" [system:authenticated]
            not to become cluster-admin
            but there is a path of 2 steps:
            1. user "clara" makes pods run as ServiceAccount become/deployer
                 may create pods in become by
                   rule 1 of Role become/runners (become.yaml:9): {apiGroups: [""], resources: [pods], verbs: [create]}
                     through RoleBinding become/runners (become.yaml:11) to User clara
                 which gives ServiceAccount become/deployer: WORKLOAD, see %1$s#workload-creation
            2. ServiceAccount become/deployer binds the ClusterRole cluster-admin to itself in the whole cluster
                 may bind clusterroles.rbac.authorization.k8s.io "cluster-admin" by
                   rule 1 of ClusterRole become-binders (become.yaml:22): {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: [cluster-admin], verbs: [bind]}
                     through ClusterRoleBinding become-binders (become.yaml:25) to ServiceAccount become/deployer
                 may create clusterrolebindings.rbac.authorization.k8s.io by
                   rule 2 of ClusterRole become-binders (become.yaml:23): {apiGroups: [rbac.authorization.k8s.io], resources: [clusterrolebindings], verbs: [create]}
                     through ClusterRoleBinding become-binders (become.yaml:25) to ServiceAccount become/deployer
                 which gives ClusterRole cluster-admin in the whole cluster: BIND, see %1$s#bind-verb
            To close it, do one of these:
              remove rule 1 of Role become/runners (become.yaml:9)
                - {apiGroups: [""], resources: [pods], verbs: [create]}
              remove rule 1 of ClusterRole become-binders (become.yaml:22)
                - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: [cluster-admin], verbs: [bind]}
              remove rule 2 of ClusterRole become-binders (become.yaml:23)
                - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterrolebindings], verbs: [create]}\
            """.formatted(PAGE));
    }

    @Test
    void should_say_how_to_keep_out_pods_with_access_to_their_node(Cluster cluster) {
        assertFails(() -> assertThat(ReviewedSubject.of(cluster, "user:henk"))
                        .cannotGainRole("ClusterRole become-binders"))
                .hasMessageContainingAll(
                        "runs a pod in become-hosts, where Pod Security allows access to nodes,",
                        "To close it, do one of these:\n  label namespace become-hosts "
                                + "pod-security.kubernetes.io/enforce=baseline\n");
    }

    @Test
    void should_say_which_step_depends_on_more_than_permissions(Cluster cluster) {
        assertThat(ReviewedSubject.of(cluster, "user:lena")).cannotBecomeClusterAdmin();
        assertFails(() -> assertThat(ReviewedSubject.of(cluster, "user:lena"))
                        .including(Certainty.DEPENDS)
                        .cannotGainRole("ClusterRole become-binders"))
                .hasMessageContainingAll(
                        "1. user \"lena\" reads logs of pods, if they hold a token, that run as ServiceAccount "
                                + "become/deployer",
                        ": LOGS (depends on more than permissions), see https://kubernetes.io/docs/");
    }

    @Test
    void should_say_that_it_is_reached_already(@KubeAdmin KubeAccess admin, Cluster cluster) {
        assertFails(
                () -> assertThat(ReviewedSubject.of(cluster, "serviceaccount:become/deployer"))
                        .cannotGainRole("ClusterRole become-binders"),
                """

                Expecting ServiceAccount become/deployer [system:serviceaccounts, system:serviceaccounts:become, system:authenticated]
                not to gain ClusterRole become-binders
                but its bindings or groups give it that already\
                """);
        assertFails(() -> assertThat(admin).cannotBecomeClusterAdmin());
    }

    @Test
    void should_not_pass_for_a_role_that_there_is_not(KubeAccess clara) {
        assertMistaken(
                () -> assertThat(clara).cannotGainRole(RoleReference.clusterRole("cluster-admins")),
                "The cluster has no ClusterRole cluster-admins, so nobody could gain it.");
    }

    @Test
    void should_name_risky_permissions_of_a_whole_policy_without_a_cluster() {
        EffectivePolicy written = EffectivePolicy.of(Manifests.parse("become.yaml", POLICY));
        assertThat(written).hasNoRisksExcept(Risk.WORKLOAD_CREATION, Risk.BIND);
        assertFails(() -> assertThat(written).hasNoRisksExcept(Risk.WORKLOAD_CREATION), """

            Expecting the roles of the policy
            to have no risky permissions, except accepted ones
            but there are
              bind (binds roles beyond its own permissions): see %s#bind-verb
                rule 1 of ClusterRole become-binders (become.yaml:22): {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: [cluster-admin], verbs: [bind]}\
            """.formatted(PAGE));
    }
}
