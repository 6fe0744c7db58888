package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How permissions lead on over several steps; which permissions a single one takes has a table, see {@link TechniqueTest}. */
@RunsOnce
class EscalationTest {

    private static final UserInfo ALICE = UserInfo.user("alice");
    private static final String ROBOT = "{kind: ServiceAccount, namespace: ci, name: robot}";
    private static final String ROOT = "{apiGroup: rbac.authorization.k8s.io, kind: User, name: root}";
    private static final String ROBOTS =
            "{apiGroup: rbac.authorization.k8s.io, kind: Group, name: \"system:serviceaccounts:ci\"}";
    private static final String ROOTS = "{apiGroup: rbac.authorization.k8s.io, kind: Group, name: roots}";

    private static String rule(String group, String resource, String verb) {
        return "{apiGroups: [\"" + group + "\"], resources: [" + resource + "], verbs: [\"" + verb + "\"]}";
    }

    private static String named(String group, String resource, String verb, String name) {
        return rule(group, resource, verb).replace("verbs", "resourceNames: [\"" + name + "\"], verbs");
    }

    private static String rbac(String resource, String verb) {
        return rule("rbac.authorization.k8s.io", resource, verb);
    }

    private static Optional<EscalationPath> path(RbacPolicy policy) {
        return Escalation.in(policy).find(ALICE, new Goal.ClusterAdmin());
    }

    @Test
    void a_technique_can_be_ignored() {
        RbacPolicy policy = new Policies()
                .clusterAdmin(ROBOT)
                .in("ci", rule("", "pods/exec", "create"))
                .build();
        assertThat(Escalation.in(policy).ignoring(Set.of(Technique.POD_ACCESS)).find(ALICE, new Goal.ClusterAdmin()))
                .isEmpty();
    }

    @Test
    void rights_of_all_identities_are_used_together() {
        RbacPolicy policy = new Policies()
                .clusterAdmin(ROOTS)
                .clusterWide(
                        named("", "users", "impersonate", "bob"),
                        rule("certificates.k8s.io", "certificatesigningrequests/approval", "update"),
                        rule("certificates.k8s.io", "signers", "approve"))
                .clusterWideFor(
                        Policies.ALICE.replace("alice", "bob"),
                        rule("certificates.k8s.io", "certificatesigningrequests", "create"))
                .build();
        assertThat(path(policy).orElseThrow().steps())
                .extracting(Step::technique)
                .containsExactly(Technique.IMPERSONATE, Technique.CERTIFICATE);
    }

    private static final String BOB = Policies.ALICE.replace("alice", "bob");

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
                        named("rbac.authorization.k8s.io", "clusterroles", "bind", "r3"),
                        rbac("rolebindings", "create"))
                .clusterWideFor(BOB, named("apps", "deployments", "patch", "web"));
        assertThat(techniques(policy)).containsExactly(Technique.BIND, Technique.WORKLOAD);
    }

    /** A role that one has bound to oneself is one's own like any other. */
    @Test
    void rules_are_written_into_roles_that_were_bound_before() {
        Policies policy = new Policies()
                .clusterWide(
                        named("rbac.authorization.k8s.io", "clusterroles", "bind", "r5"),
                        rbac("clusterrolebindings", "create"),
                        named("rbac.authorization.k8s.io", "clusterroles", "escalate", "r5"),
                        named("rbac.authorization.k8s.io", "clusterroles", "update", "r5"))
                .clusterWideFor(BOB, rule("", "pods", "get"));
        assertThat(techniques(policy)).containsExactly(Technique.BIND, Technique.ESCALATE);
    }

    /** Nobody lacks rights that a role without rules has, so that it can be bound without the verb. */
    @Test
    void an_empty_role_of_one_s_own_is_bound_and_then_written_into() {
        String[] rules = {
            rbac("roles", "create"), rbac("roles", "escalate"), rbac("roles", "update"), rbac("rolebindings", "create")
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
                        named("rbac.authorization.k8s.io", "clusterroles", "bind", "later"),
                        rbac("clusterrolebindings", "create"),
                        rbac("clusterroles", "create"),
                        rbac("clusterroles", "escalate"));
        assertThat(techniques(policy)).containsExactly(Technique.BIND, Technique.ESCALATE);
    }

    /** Who binds what one has oneself gains nothing, but whom one can be does. */
    @Test
    void rights_are_shared_with_whom_one_can_be() {
        Policies policy = new Policies()
                .clusterWide(named("", "users", "impersonate", "bob"), rbac("clusterrolebindings", "create"))
                .clusterWideFor(BOB, named("rbac.authorization.k8s.io", "clusterroles", "bind", "cluster-admin"));
        EscalationPath path = path(policy.build()).orElseThrow();
        assertThat(path.steps())
                .extracting(Step::technique)
                .containsExactlyInAnyOrder(Technique.IMPERSONATE, Technique.BIND, Technique.BIND);
        assertThat(techniques(new Policies()
                        .clusterWide(named("", "users", "impersonate", "bob"))
                        .clusterWideFor(
                                BOB, named("rbac.authorization.k8s.io", "clusterroles", "bind", "cluster-admin"))))
                .isEmpty();
    }

    /** The rules are of use to whom they are for. */
    @Test
    void a_way_has_the_step_to_whom_a_role_is_bound_that_is_written_into() {
        Policies policy = new Policies()
                .clusterWide(
                        named("", "users", "impersonate", "bob"),
                        named("rbac.authorization.k8s.io", "clusterroles", "escalate", "r4"),
                        named("rbac.authorization.k8s.io", "clusterroles", "update", "r4"))
                .clusterWideFor(BOB, rule("", "pods", "get"));
        assertThat(techniques(policy)).containsExactly(Technique.IMPERSONATE, Technique.ESCALATE);
    }

    @Test
    void a_role_that_another_aggregates_is_written_into_as_well_as_made() {
        Policies writing = new Policies()
                .aggregate("edits", "kind: parts", Policies.ALICE)
                .labelled("part", "kind: parts")
                .clusterWide(
                        named("rbac.authorization.k8s.io", "clusterroles", "escalate", "part"),
                        named("rbac.authorization.k8s.io", "clusterroles", "patch", "part"));
        assertThat(techniques(writing)).containsExactly(Technique.ESCALATE);
        Policies making = new Policies()
                .aggregate("edits", "kind: parts", Policies.ALICE)
                .clusterWide(rbac("clusterroles", "escalate"), rbac("clusterroles", "create"));
        assertThat(techniques(making)).containsExactly(Technique.ESCALATE);
    }

    @Test
    void who_sends_no_credential_may_do_what_anonymous_may() {
        String anonymous = "{apiGroup: rbac.authorization.k8s.io, kind: User, name: \"system:anonymous\"}";
        String anybody = "{apiGroup: rbac.authorization.k8s.io, kind: Group, name: \"system:unauthenticated\"}";
        for (String subject : List.of(anonymous, anybody)) {
            assertThat(techniques(new Policies().clusterAdmin(subject))).containsExactly(Technique.ANONYMITY);
        }
    }

    @Test
    void a_ServiceAccount_is_not_impersonated_as_a_user_to_be_in_groups() {
        Policies policy = new Policies()
                .in("ci", rule("", "serviceaccounts/token", "create"))
                .clusterWideFor(
                        ROBOT,
                        named("", "users", "impersonate", "system:serviceaccount:ci:robot"),
                        named("", "groups", "impersonate", "system:masters"));
        assertThat(techniques(policy)).isEmpty();
    }
}
