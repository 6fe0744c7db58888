// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.NearMiss.Difference;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.Policy;
import org.junit.jupiter.api.Test;

/** The reasons of a decision; whether it is right is what the tests against the API server are for. */
@RunsOnce
class DecisionTest {

    private static final RbacPolicy POLICY = RbacPolicy.of(RbacYaml.parse(new Policy()
            .role("dev/readers", "get configmaps", "get,list pods,pods/log")
            .binding("dev/developers", "Role readers", "group developers", "user alice", "account deployer")
            .clusterBinding("lost", "gone", "user alice")
            .yaml()));

    private static final ResourceAttributes GET_PODS =
            ResourceAttributes.of("get", "", "pods").in("dev");

    @Test
    void a_request_names_a_subresource_as_rules_do() {
        ResourceAttributes scale = ResourceAttributes.of("get", "apps", "deployments/scale");

        assertThat(scale).isEqualTo(new ResourceAttributes("get", "apps", "deployments", "scale", "", ""));
        assertThat(scale.resourceInRules()).isEqualTo("deployments/scale");
    }

    @Test
    void a_grant_names_binding_subjects_role_and_rule() {
        Decision decision = POLICY.decide(UserInfo.user("alice", "developers"), GET_PODS);
        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.grants()).singleElement().satisfies(grant -> {
            assertThat(grant.binding().id()).hasToString("RoleBinding dev/developers");
            assertThat(grant.subject()).hasToString("Group developers");
            assertThat(grant.subjects()).hasSize(2);
            assertThat(grant.role().id()).hasToString("Role dev/readers");
            assertThat(grant.rule().id()).hasToString("rule 2 of Role dev/readers");
        });
    }

    @Test
    void a_service_account_is_by_default_of_the_bindings_namespace() {
        assertThat(POLICY.decide(UserInfo.serviceAccount("dev", "deployer"), GET_PODS)
                        .grants())
                .singleElement()
                .satisfies(grant -> assertThat(grant.subject()).hasToString("ServiceAccount dev/deployer"));
        assertThat(POLICY.allows(UserInfo.serviceAccount("prod", "deployer"), GET_PODS))
                .isFalse();
    }

    @Test
    void a_denial_names_bindings_whose_role_does_not_exist() {
        Decision decision = POLICY.decide(UserInfo.user("alice"), GET_PODS.in("prod"));
        assertThat(decision.isAllowed()).isFalse();
        assertThat(decision.dangling()).singleElement().satisfies(dangling -> {
            assertThat(dangling.binding().id()).hasToString("ClusterRoleBinding lost");
            assertThat(dangling.binding().roleRef()).hasToString("ClusterRole gone");
        });
    }

    @Test
    void masters_need_no_grant() {
        Decision decision = POLICY.decide(UserInfo.user("root", "system:masters"), GET_PODS);
        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.isBypassed()).isTrue();
        assertThat(decision.grants()).isEmpty();
    }

    @Test
    void the_nearest_miss_comes_first() {
        assertThat(POLICY.nearMisses(UserInfo.user("alice"), GET_PODS.in("prod")))
                .first()
                .satisfies(miss -> {
                    assertThat(miss.rule().id().index()).isEqualTo(1);
                    assertThat(miss.differences()).containsExactly(Difference.NAMESPACE);
                });
        assertThat(POLICY.nearMisses(UserInfo.user("mallory"), GET_PODS.subresource("exec")))
                .first()
                .satisfies(miss ->
                        assertThat(miss.differences()).containsExactly(Difference.SUBRESOURCE, Difference.SUBJECT));
    }
}
