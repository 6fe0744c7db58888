// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.EscalationPath;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.Step;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How permissions lead on over several steps; which permissions a single one takes has a table, see
 * {@link TechniqueTest}.
 */
class EscalationTest {

    private static final UserInfo ALICE = UserInfo.user("alice");
    private static final String ROBOT = "account ci/robot";

    private static Optional<EscalationPath> path(RbacPolicy policy) {
        return Escalation.of(policy).find(ALICE, new Goal.ClusterAdmin());
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
            assertThat(Escalation.of(policy).find(ALICE, new Goal.Identity(Subject.serviceAccount("ci", name))))
                    .isPresent();
        }
        Goal unknown = new Goal.Identity(Subject.serviceAccount("ci", "robto"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Escalation.of(policy).find(ALICE, unknown))
                .withMessage("No binding names ServiceAccount ci/robto, so the search does not know it. Is it spelled "
                        + "right?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Escalation.of(policy).findAll(List.of(ALICE), unknown));
    }

    private static List<Technique> techniques(Policies policy) {
        return techniques(path(policy.build()));
    }

    private static List<Technique> techniques(Optional<EscalationPath> found) {
        return found.stream()
                .flatMap(path -> path.steps().stream())
                .map(Step::technique)
                .toList();
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                arguments("rights of all identities are used together", "IMPERSONATE CERTIFICATE", """
                        group roots: cluster-admin
                        user alice: impersonate users bob, approve signers.certificates.k8s.io
                        user alice: update certificatesigningrequests.certificates.k8s.io/approval
                        user bob: create certificatesigningrequests.certificates.k8s.io"""),
                arguments("objects that a bound role names count", "BIND WORKLOAD", """
                        account ci/robot: cluster-admin
                        user alice in ci: bind clusterroles.RBAC r3, create rolebindings.RBAC
                        user bob: patch deployments.apps web"""),
                arguments("a role that one has bound to oneself is one's own like any other", "BIND ESCALATE", """
                        user alice: bind clusterroles.RBAC r5, create clusterrolebindings.RBAC
                        user alice: escalate clusterroles.RBAC r5, update clusterroles.RBAC r5
                        user bob: get pods"""),
                arguments("a role that may be bound and is not there is written", "BIND ESCALATE", """
                        user alice: bind clusterroles.RBAC later, create clusterrolebindings.RBAC
                        user alice: create clusterroles.RBAC, escalate clusterroles.RBAC"""),
                arguments(
                        "a way has the step to whom the role is bound that is written into",
                        "IMPERSONATE ESCALATE",
                        """
                        user alice: impersonate users bob
                        user alice: escalate clusterroles.RBAC r4, update clusterroles.RBAC r4
                        user bob: get pods"""),
                arguments("who sends no credential is anonymous", "ANONYMITY", "user system:anonymous: cluster-admin"),
                arguments("and unauthenticated", "ANONYMITY", "group system:unauthenticated: cluster-admin"),
                arguments("rights are shared with whom one can be", "IMPERSONATE BIND BIND", """
                        user alice: impersonate users bob, create clusterrolebindings.RBAC
                        user bob: bind clusterroles.RBAC cluster-admin"""),
                arguments("who binds what one has oneself gains nothing", "", """
                        user alice: impersonate users bob
                        user bob: bind clusterroles.RBAC cluster-admin"""),
                arguments("a ServiceAccount is not impersonated as a user to be in groups", "", """
                        user alice in ci: create serviceaccounts/token
                        account ci/robot: impersonate users system:serviceaccount:ci:robot
                        account ci/robot: impersonate groups system:masters"""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void steps_lead_on(String what, String techniques, String rules) {
        Policies policy = new Policies();
        rules.lines().forEach(policy::add);
        assertThat(techniques(policy).stream().map(Technique::name).collect(Collectors.joining(" ")))
                .as(what)
                .isEqualTo(techniques);
    }

    /** The role cluster-admin is one of the default policy. */
    @ParameterizedTest
    @CsvSource({"1.35,", "1.36,'CONSTRAINED_IMPERSONATION, BIND'"})
    void a_policy_in_force_is_searched_with_the_default_one_of_its_version(String version, String techniques) {
        Manifests manifests = new Policy()
                .clusterBinding("root", "cluster-admin", "user root")
                .clusterRole(
                        "impersonator",
                        "impersonate:user-info users.authentication.k8s.io",
                        "impersonate-on:user-info:create clusterrolebindings.rbac.authorization.k8s.io")
                .to("user alice")
                .manifests();
        assertThat(EffectivePolicy.of(manifests, KubernetesVersion.parse(version))
                        .escalation()
                        .toClusterAdmin(List.of(Subject.user("alice"))))
                .extracting(EscalationFinding::techniques)
                .isEqualTo(techniques == null ? List.of() : List.of(techniques));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "escalate,patch clusterroles.rbac.authorization.k8s.io part",
                "escalate,create clusterroles.rbac.authorization.k8s.io"
            })
    void a_role_that_another_aggregates_is_written_into_as_well_as_made(String rule) {
        Policy policy = new Policy()
                .aggregate("edits", "kind: parts")
                .to(Policies.ALICE)
                .labelled("part", "kind: parts", "get pods")
                .clusterRole("writer", rule)
                .to(Policies.ALICE);
        assertThat(techniques(path(policy.manifests().rbacPolicy()))).containsExactly(Technique.ESCALATE);
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
