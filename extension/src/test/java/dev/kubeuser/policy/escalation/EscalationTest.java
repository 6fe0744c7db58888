package dev.kubeuser.policy.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.policy.RbacPolicy;
import dev.kubeuser.policy.Requester;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which permissions lead on, and that none of them can be left out. */
@RunsOnce
class EscalationTest {

    private static final Requester ALICE = Requester.user("alice");
    private static final String ROBOT = "{kind: ServiceAccount, namespace: ci, name: robot}";
    private static final String ROOT = "{apiGroup: rbac.authorization.k8s.io, kind: User, name: root}";
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
                way(Technique.IMPERSONATE, ROBOT, "ci", rule("", "serviceaccounts", "impersonate")),
                way(Technique.TOKEN_REQUEST, ROBOT, "ci", named("", "serviceaccounts/token", "create", "robot")),
                way(Technique.WORKLOAD, ROBOT, "ci", rule("", "pods", "create")),
                way(Technique.WORKLOAD, ROBOT, "ci", rule("batch", "cronjobs", "create")),
                way(Technique.WORKLOAD, ROBOT, "ci", named("apps", "deployments", "patch", "web")),
                way(Technique.POD_ACCESS, ROBOT, "ci", rule("", "pods/exec", "create")),
                way(Technique.POD_ACCESS, ROBOT, "ci", rule("", "pods/ephemeralcontainers", "patch")),
                way(Technique.POD_ACCESS, ROBOT, "ci", rule("", "pods", "patch")),
                way(Technique.READ_SECRETS, ROBOT, "ci", rule("", "secrets", "list")),
                way(
                        Technique.CERTIFICATE,
                        ROOTS,
                        "",
                        rule(csr, "certificatesigningrequests", "create"),
                        rule(csr, "certificatesigningrequests/approval", "update"),
                        named(csr, "signers", "approve", "kubernetes.io/*")),
                way(Technique.NODES_PROXY, ROBOT, "", rule("", "nodes/proxy", "get")),
                way(Technique.MUTATING_ADMISSION, ROBOT, "", rule(admission, "mutatingwebhookconfigurations", "patch")),
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
        assertThat(new Escalation(policy, Set.of(Technique.POD_ACCESS)).find(ALICE, new Goal.ClusterAdmin()))
                .isEmpty();
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
    void a_host_volume_takes_a_claim_and_a_pod_besides() {
        RbacPolicy policy = new Policies()
                .clusterAdmin(ROBOT)
                .clusterWide(rule("", "persistentvolumes", "create"))
                .in("dev", rule("", "persistentvolumeclaims", "create"), rule("", "pods", "create"))
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
}
