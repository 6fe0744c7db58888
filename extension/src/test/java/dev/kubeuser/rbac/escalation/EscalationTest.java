package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.rbac.escalation.HostPods.Answer.ADMITTED;
import static dev.kubeuser.rbac.escalation.HostPods.Answer.REFUSED;
import static dev.kubeuser.rbac.escalation.HostPods.Answer.REFUSED_BY_POD_SECURITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which permissions lead on, and that none of them can be left out. */
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

    private static Policies policy(String subject, String namespace, List<String> rules) {
        Policies policy = new Policies().clusterAdmin(subject);
        String[] all = rules.toArray(String[]::new);
        return namespace.isEmpty() ? policy.clusterWide(all) : policy.in(namespace, all);
    }

    /** Technique, who is the administrator, where alice has the rules, and the rules. */
    static Stream<Arguments> ways() {
        String csr = "certificates.k8s.io";
        String admission = "admissionregistration.k8s.io";
        return Stream.of(
                way(Technique.ESCALATE, ROOT, "", rbac("clusterroles", "escalate"), rbac("clusterroles", "patch")),
                way(
                        Technique.BIND,
                        ROOT,
                        "",
                        named("rbac.authorization.k8s.io", "clusterroles", "bind", "cluster-admin"),
                        rbac("clusterrolebindings", "create")),
                way(
                        Technique.ESCALATE,
                        ROOT,
                        "",
                        rbac("clusterroles", "escalate"),
                        rbac("clusterroles", "create"),
                        rbac("clusterroles", "delete")),
                way(
                        Technique.BIND,
                        ROOT,
                        "",
                        rbac("clusterroles", "bind"),
                        named("rbac.authorization.k8s.io", "clusterrolebindings", "create", "mine"),
                        named("rbac.authorization.k8s.io", "clusterrolebindings", "update", "mine")),
                way(
                        Technique.BIND,
                        ROOT,
                        "",
                        rbac("clusterroles", "bind"),
                        named("rbac.authorization.k8s.io", "clusterrolebindings", "update", "admins")),
                way(Technique.IMPERSONATE, ROOT, "", named("", "users", "impersonate", "root")),
                way(
                        Technique.IMPERSONATE,
                        ROOTS,
                        "",
                        named("", "groups", "impersonate", "roots"),
                        named("", "users", "impersonate", "anybody")),
                way(
                        Technique.IMPERSONATE,
                        ROOT,
                        "",
                        named("", "groups", "impersonate", "system:masters"),
                        named("", "users", "impersonate", "alice")),
                way(
                        Technique.IMPERSONATE,
                        ROOTS,
                        "",
                        named("", "groups", "impersonate", "roots"),
                        rule("", "serviceaccounts", "impersonate")),
                way(
                        Technique.IMPERSONATE,
                        ROOT,
                        "",
                        named("", "groups", "impersonate", "system:masters"),
                        rule("", "serviceaccounts", "impersonate")),
                way(Technique.IMPERSONATE, ROBOT, "ci", rule("", "serviceaccounts", "impersonate")),
                way(Technique.TOKEN_REQUEST, ROBOT, "ci", named("", "serviceaccounts/token", "create", "robot")),
                way(Technique.TOKEN_REQUEST, ROBOTS, "ci", named("", "serviceaccounts/token", "create", "robot")),
                way(Technique.WORKLOAD, ROBOT, "ci", rule("", "pods", "create")),
                way(
                        Technique.WORKLOAD,
                        ROBOT,
                        "ci",
                        named("batch", "jobs", "create", "build"),
                        named("batch", "jobs", "patch", "build")),
                way(Technique.WORKLOAD, ROBOT, "ci", rule("batch", "cronjobs", "create")),
                way(Technique.WORKLOAD, ROBOT, "ci", named("apps", "deployments", "patch", "web")),
                way(Technique.POD_ACCESS, ROBOT, "ci", rule("", "pods/exec", "create")),
                way(Technique.POD_ACCESS, ROBOT, "ci", rule("", "pods/ephemeralcontainers", "patch")),
                way(Technique.POD_ACCESS, ROBOT, "ci", rule("", "pods", "patch")),
                way(Technique.READ_SECRETS, ROBOT, "ci", rule("", "secrets", "list")),
                way(Technique.READ_SECRETS, ROBOT, "ci", named("", "secrets", "patch", "token")),
                way(Technique.READ_SECRETS, ROBOT, "ci", rule("", "secrets", "deletecollection")),
                way(
                        Technique.CERTIFICATE,
                        ROBOTS,
                        "",
                        rule(csr, "certificatesigningrequests", "create"),
                        rule(csr, "certificatesigningrequests/approval", "update"),
                        named(csr, "signers", "approve", "kubernetes.io/kube-apiserver-client")),
                way(
                        Technique.CERTIFICATE,
                        ROOTS,
                        "",
                        rule(csr, "certificatesigningrequests", "create"),
                        rule(csr, "certificatesigningrequests/approval", "update"),
                        named(csr, "signers", "approve", "kubernetes.io/*")),
                way(Technique.NODES_PROXY, ROBOT, "", rule("", "nodes/proxy", "get")),
                way(Technique.MUTATING_ADMISSION, ROBOT, "", rule(admission, "mutatingwebhookconfigurations", "patch")),
                way(Technique.MUTATING_ADMISSION, ROBOT, "", rule(admission, "mutatingadmissionpolicies", "patch")),
                way(
                        Technique.MUTATING_ADMISSION,
                        ROBOT,
                        "",
                        rule(admission, "mutatingadmissionpolicies", "create"),
                        rule(admission, "mutatingadmissionpolicybindings", "create")));
    }

    private static Arguments way(Technique technique, String admin, String namespace, String... rules) {
        return arguments(technique, admin, namespace, List.of(rules));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void permissions_lead_to_the_administrator(
            Technique technique, String admin, String namespace, List<String> rules) {
        EscalationPath path = path(policy(admin, namespace, rules).build()).orElseThrow();
        assertThat(path.steps()).extracting(Step::technique).containsExactly(technique);
        assertThat(path.steps().get(0).uses())
                .hasSize(rules.size())
                .allSatisfy(use -> assertThat(use.grants()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void each_of_them_is_needed(Technique technique, String admin, String namespace, List<String> rules) {
        for (String left : rules) {
            List<String> others = new ArrayList<>(rules);
            others.remove(left);
            assertThat(path(policy(admin, namespace, others).build()))
                    .as("%s without %s", technique, left)
                    .isEmpty();
        }
    }

    @Test
    void a_technique_can_be_ignored() {
        RbacPolicy policy =
                policy(ROBOT, "ci", List.of(rule("", "pods/exec", "create"))).build();
        assertThat(Escalation.in(policy).ignoring(Set.of(Technique.POD_ACCESS)).find(ALICE, new Goal.ClusterAdmin()))
                .isEmpty();
    }

    /** Who may run pods where the account is needs no node. */
    private static List<Technique> techniques(RbacPolicy policy, HostPods hostPods) {
        return techniques(new Escalation(policy, Set.of(Technique.WORKLOAD, Technique.POD_ACCESS), hostPods)
                .find(ALICE, new Goal.ClusterAdmin()));
    }

    private static HostPods hostPods(Map<String, HostPods.Answer> answers) {
        return new HostPods() {
            @Override
            public Answer in(String namespace) {
                return answers.getOrDefault(namespace, Answer.NO_NAMESPACE);
            }

            @Override
            public Set<String> namespaces() {
                return answers.keySet();
            }
        };
    }

    private static final Map<String, HostPods.Answer> GUARDED = Map.of(
            "dev",
            REFUSED_BY_POD_SECURITY,
            "default",
            REFUSED_BY_POD_SECURITY,
            "kube-system",
            REFUSED,
            "vault",
            REFUSED);

    private static Policies runningPodsIn(String namespace) {
        return new Policies().clusterAdmin(ROBOT).in(namespace, rule("", "pods", "create"));
    }

    @ParameterizedTest
    @EnumSource(HostPods.Answer.class)
    void pods_get_at_their_node_where_they_are_let_in(HostPods.Answer answer) {
        assertThat(techniques(runningPodsIn("dev").build(), hostPods(Map.of("dev", answer))))
                .isEqualTo(answer == ADMITTED ? List.of(Technique.HOST_POD) : List.of());
    }

    /** A Namespace is in itself, so that a Role there is enough. */
    @ParameterizedTest
    @CsvSource({"dev, dev, true", "dev, default, false", "vault, vault, false"})
    void the_labels_of_a_namespace_are_changed_before(String pods, String labels, boolean leads) {
        RbacPolicy policy = runningPodsIn(pods)
                .in(labels, named("", "namespaces", "patch", labels))
                .build();
        assertThat(techniques(policy, hostPods(GUARDED))).isEqualTo(leads ? List.of(Technique.HOST_POD) : List.of());
    }

    @Test
    void a_namespace_is_made_for_them() {
        Policies everywhere = new Policies().clusterAdmin(ROBOT).clusterWide(rule("batch", "jobs", "create"));
        assertThat(techniques(everywhere.build(), hostPods(GUARDED))).isEmpty();
        everywhere.clusterWide(rule("", "namespaces", "create"));
        assertThat(techniques(everywhere.build(), hostPods(GUARDED))).containsExactly(Technique.HOST_POD);
    }

    /** Of the namespaces that no role or binding is in. */
    @Test
    void one_namespace_that_lets_them_in_is_enough() {
        Policies everywhere = new Policies().clusterAdmin(ROBOT).clusterWide(rule("apps", "daemonsets", "patch"));
        Map<String, HostPods.Answer> answers = new HashMap<>(GUARDED);
        answers.put("monitoring", ADMITTED);
        assertThat(techniques(everywhere.build(), hostPods(answers))).containsExactly(Technique.HOST_POD);
    }

    @Test
    void a_container_in_a_pod_that_is_there_gets_at_its_node() {
        RbacPolicy policy = new Policies()
                .clusterAdmin(ROBOT)
                .in("dev", rule("", "pods/ephemeralcontainers", "patch"))
                .build();
        assertThat(techniques(policy, hostPods(Map.of("dev", ADMITTED)))).containsExactly(Technique.HOST_POD);
        assertThat(techniques(policy, hostPods(GUARDED))).isEmpty();
    }

    /** That takes the right to impersonate on serviceaccounts. */
    @Test
    void who_may_impersonate_users_is_no_ServiceAccount_yet() {
        String robot = named("", "users", "impersonate", "system:serviceaccount:ci:robot");
        assertThat(path(policy(ROBOT, "", List.of(robot)).build())).isEmpty();
    }

    @Test
    void a_role_for_a_namespace_does_not_reach_beyond_it() {
        assertThat(path(policy(ROBOT, "dev", List.of(rule("", "pods", "create")))
                        .build()))
                .isEmpty();
        assertThat(path(new Policies()
                        .in("dev", rbac("roles", "escalate"), rbac("roles", "update"))
                        .build()))
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

    @Test
    void a_host_volume_takes_a_pod_besides_which_brings_its_claim() {
        RbacPolicy policy = new Policies()
                .clusterAdmin(ROBOT)
                .clusterWide(rule("", "persistentvolumes", "create"))
                .in("dev", rule("", "pods", "create"))
                .build();
        assertThat(path(policy).orElseThrow().steps())
                .extracting(Step::technique)
                .containsExactly(Technique.HOST_VOLUME);
    }

    @Test
    void a_token_secret_is_made_and_read_where_reading_alone_does_not_count() {
        RbacPolicy policy = policy(ROBOT, "ci", List.of(rule("", "secrets", "create"), rule("", "secrets", "get")))
                .build();
        assertThat(path(policy).orElseThrow().steps())
                .extracting(Step::technique)
                .containsExactly(Technique.TOKEN_SECRET);
        assertThat(path(policy(ROBOT, "ci", List.of(rule("", "secrets", "create")))
                        .build()))
                .isEmpty();
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
