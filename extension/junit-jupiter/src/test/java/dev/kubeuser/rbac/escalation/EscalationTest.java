// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * How permissions lead on over several steps; which permissions a single one takes has a table, see
 * {@link TechniqueTest}.
 */
@RunsOnce
class EscalationTest {

    private static final UserInfo ALICE = UserInfo.user("alice");
    private static final String ROBOT = "account ci/robot";
    private static final String ROOTS = "group roots";

    private static Optional<EscalationPath> path(RbacPolicy policy) {
        return Escalation.in(policy).find(ALICE, new Goal.ClusterAdmin());
    }

    /** Where nothing names it, an empty answer would say nothing. */
    @Test
    void whom_no_binding_names_cannot_be_a_goal() {
        RbacPolicy policy = new Policies()
                .clusterAdmin(ROBOT)
                .in("ci", "create pods")
                .clusterWideFor("user system:serviceaccount:ci:builder", "get nodes")
                .build();
        for (String name : List.of("robot", "builder")) {
            assertThat(Escalation.in(policy).find(ALICE, new Goal.Identity(Subject.serviceAccount("ci", name))))
                    .isPresent();
        }
        Goal unknown = new Goal.Identity(Subject.serviceAccount("ci", "robto"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Escalation.in(policy).find(ALICE, unknown))
                .withMessage("No binding names ServiceAccount ci/robto, so the search does not know it. Is it spelled "
                        + "right?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Escalation.in(policy).findAll(List.of(ALICE), unknown));
    }

    @Test
    void rights_of_all_identities_are_used_together() {
        RbacPolicy policy = new Policies()
                .clusterAdmin(ROOTS)
                .clusterWide(
                        "impersonate users bob",
                        "update certificatesigningrequests.certificates.k8s.io/approval",
                        "approve signers.certificates.k8s.io")
                .clusterWideFor("user bob", "create certificatesigningrequests.certificates.k8s.io")
                .build();
        assertThat(path(policy).orElseThrow().steps())
                .extracting(Step::technique)
                .containsExactly(Technique.IMPERSONATE, Technique.CERTIFICATE);
    }

    private static final String BOB = "user bob";

    private static List<Technique> techniques(Policies policy) {
        return techniques(path(policy.build()));
    }

    private static List<Technique> techniques(Optional<EscalationPath> found) {
        return found.stream()
                .flatMap(path -> path.steps().stream())
                .map(Step::technique)
                .toList();
    }

    @Test
    void objects_that_a_bound_role_names_count() {
        Policies policy = new Policies()
                .clusterAdmin(ROBOT)
                .in(
                        "ci",
                        "bind clusterroles.rbac.authorization.k8s.io r3",
                        "create rolebindings.rbac.authorization.k8s.io")
                .clusterWideFor(BOB, "patch deployments.apps web");
        assertThat(techniques(policy)).containsExactly(Technique.BIND, Technique.WORKLOAD);
    }

    /** A role that one has bound to oneself is one's own like any other. */
    @Test
    void rules_are_written_into_roles_that_were_bound_before() {
        Policies policy = new Policies()
                .clusterWide(
                        "bind clusterroles.rbac.authorization.k8s.io r5",
                        "create clusterrolebindings.rbac.authorization.k8s.io",
                        "escalate clusterroles.rbac.authorization.k8s.io r5",
                        "update clusterroles.rbac.authorization.k8s.io r5")
                .clusterWideFor(BOB, "get pods");
        assertThat(techniques(policy)).containsExactly(Technique.BIND, Technique.ESCALATE);
    }

    /** Nobody lacks rights that a role without rules has, so that it can be bound without the verb. */
    @Test
    void an_empty_role_of_one_s_own_is_bound_and_then_written_into() {
        String[] rules = {
            "create roles.rbac.authorization.k8s.io",
            "escalate roles.rbac.authorization.k8s.io",
            "update roles.rbac.authorization.k8s.io",
            "create rolebindings.rbac.authorization.k8s.io"
        };
        for (int left = 0; left < rules.length; left++) {
            List<String> others = new ArrayList<>(List.of(rules));
            others.remove(left);
            assertThat(techniques(
                            new Policies().clusterAdmin(ROBOT).asClusterRolesIn("ci", others.toArray(String[]::new))))
                    .isEmpty();
        }
        assertThat(techniques(new Policies().clusterAdmin(ROBOT).asClusterRolesIn("ci", rules)))
                .startsWith(Technique.ESCALATE)
                .hasSize(2);
    }

    @Test
    void a_role_that_may_be_bound_and_is_not_there_is_written() {
        Policies policy = new Policies()
                .clusterWide(
                        "bind clusterroles.rbac.authorization.k8s.io later",
                        "create clusterrolebindings.rbac.authorization.k8s.io",
                        "create clusterroles.rbac.authorization.k8s.io",
                        "escalate clusterroles.rbac.authorization.k8s.io");
        assertThat(techniques(policy)).containsExactly(Technique.BIND, Technique.ESCALATE);
    }

    /** Who binds what one has oneself gains nothing, but whom one can be does. */
    @Test
    void rights_are_shared_with_whom_one_can_be() {
        Policies policy = new Policies()
                .clusterWide("impersonate users bob", "create clusterrolebindings.rbac.authorization.k8s.io")
                .clusterWideFor(BOB, "bind clusterroles.rbac.authorization.k8s.io cluster-admin");
        EscalationPath path = path(policy.build()).orElseThrow();
        assertThat(path.steps())
                .extracting(Step::technique)
                .containsExactlyInAnyOrder(Technique.IMPERSONATE, Technique.BIND, Technique.BIND);
        assertThat(techniques(new Policies()
                        .clusterWide("impersonate users bob")
                        .clusterWideFor(BOB, "bind clusterroles.rbac.authorization.k8s.io cluster-admin")))
                .isEmpty();
    }

    /** The rules are of use to whom they are for. */
    @Test
    void a_way_has_the_step_to_whom_a_role_is_bound_that_is_written_into() {
        Policies policy = new Policies()
                .clusterWide(
                        "impersonate users bob",
                        "escalate clusterroles.rbac.authorization.k8s.io r4",
                        "update clusterroles.rbac.authorization.k8s.io r4")
                .clusterWideFor(BOB, "get pods");
        assertThat(techniques(policy)).containsExactly(Technique.IMPERSONATE, Technique.ESCALATE);
    }

    @Test
    void a_role_that_another_aggregates_is_written_into_as_well_as_made() {
        Policies writing = new Policies()
                .aggregate("edits", "kind: parts", Policies.ALICE)
                .labelled("part", "kind: parts")
                .clusterWide(
                        "escalate clusterroles.rbac.authorization.k8s.io part",
                        "patch clusterroles.rbac.authorization.k8s.io part");
        assertThat(techniques(writing)).containsExactly(Technique.ESCALATE);
        Policies making = new Policies()
                .aggregate("edits", "kind: parts", Policies.ALICE)
                .clusterWide(
                        "escalate clusterroles.rbac.authorization.k8s.io",
                        "create clusterroles.rbac.authorization.k8s.io");
        assertThat(techniques(making)).containsExactly(Technique.ESCALATE);
    }

    @Test
    void who_sends_no_credential_may_do_what_anonymous_may() {
        String anonymous = "user system:anonymous";
        String anybody = "group system:unauthenticated";
        for (String subject : List.of(anonymous, anybody)) {
            assertThat(techniques(new Policies().clusterAdmin(subject))).containsExactly(Technique.ANONYMITY);
        }
    }

    @Test
    void a_ServiceAccount_is_not_impersonated_as_a_user_to_be_in_groups() {
        Policies policy = new Policies()
                .in("ci", "create serviceaccounts/token")
                .clusterWideFor(
                        ROBOT, "impersonate users system:serviceaccount:ci:robot", "impersonate groups system:masters");
        assertThat(techniques(policy)).isEmpty();
    }

    /** Longer than a stack of calls. */
    @Test
    void a_way_may_have_thousands_of_steps() {
        int steps = 3_000;
        Policies policy = new Policies().in("team-0", "impersonate serviceaccounts robot");
        for (int step = 1; step < steps; step++) {
            policy.inFor("account team-" + (step - 1) + "/robot", "team-" + step, "impersonate serviceaccounts robot");
        }
        policy.clusterAdmin("account team-" + (steps - 1) + "/robot");
        assertThat(techniques(policy)).hasSize(steps).containsOnly(Technique.IMPERSONATE);
    }
}
