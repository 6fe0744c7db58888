package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What to change in a policy so that a subject has no path any more: each cut is tried. */
@RunsOnce
class CutTest {

    private static final String HEAD = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: everything}
        rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: robot}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything}
        subjects: [{kind: ServiceAccount, name: robot, namespace: dev}]
        """;

    private static String role(String name, String... rules) {
        return """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: %1$s, namespace: dev}
            rules: [%2$s]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: %1$s, namespace: dev}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: sre}]
            """.formatted(name, String.join(", ", rules));
    }

    private static List<EscalationFinding> found(String... roles) {
        RbacPolicy policy =
                Manifests.parse("policy.yaml", HEAD + String.join("", roles)).rbacPolicy();
        return Escalation.in(policy).toClusterAdmin(List.of(Subject.group("sre")));
    }

    private static List<String> cuts(String... roles) {
        return found(roles).get(0).cuts().stream().map(Cut::toString).toList();
    }

    @Test
    void a_verb_among_others_is_taken_out_alone() {
        assertThat(cuts(role("pods", "{apiGroups: ['', apps], resources: [pods], verbs: [get, create]}")))
                .containsExactly(
                        "take the verb \"create\" out of rule 1 of Role dev/pods",
                        "take Group sre out of RoleBinding dev/pods");
    }

    @Test
    void a_rule_is_taken_out_where_the_verb_is_its_only_one_or_all() {
        assertThat(cuts(role("pods", "{apiGroups: [''], resources: [pods], verbs: [create]}")))
                .startsWith("remove rule 1 of Role dev/pods");
        assertThat(cuts(role("pods", "{apiGroups: [''], resources: [pods], verbs: ['*']}")))
                .startsWith("remove rule 1 of Role dev/pods");
    }

    /** The rest of the rule is left to who needs it. */
    @Test
    void a_resource_among_others_is_taken_out_before_a_subject() {
        assertThat(cuts(role(
                        "config",
                        "{apiGroups: [''], resources: [services, configmaps, secrets], verbs: [get, list, watch]}")))
                .containsExactly(
                        "take the resource \"secrets\" out of rule 1 of Role dev/config",
                        "take Group sre out of RoleBinding dev/config");
    }

    @Test
    void a_rule_is_taken_out_before_a_subject_where_less_is_not_enough() {
        assertThat(cuts(role("entering", "{apiGroups: [''], resources: [pods, pods/exec], verbs: [create, patch]}")))
                .containsExactly(
                        "remove rule 1 of Role dev/entering", "take Group sre out of RoleBinding dev/entering");
    }

    /** The subject may need the other rules of the role. */
    @Test
    void several_rules_are_changed_before_a_subject_is_taken_out() {
        assertThat(cuts(role(
                        "operator",
                        "{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]}",
                        "{apiGroups: [''], resources: [configmaps], verbs: [get]}",
                        "{apiGroups: [''], resources: [pods], verbs: [get, create]}")))
                .containsExactly(
                        "remove rule 1 of Role dev/operator, and take the verb \"create\" out of rule 3 of Role dev/operator",
                        "take Group sre out of RoleBinding dev/operator");
    }

    @Test
    void a_change_that_later_ones_make_needless_is_left_out() {
        assertThat(cuts(
                        role("reads", "{apiGroups: [''], resources: [secrets], verbs: [list, watch]}"),
                        role("more", "{apiGroups: [''], resources: [secrets], verbs: [list, watch]}")))
                .singleElement()
                .asString()
                .satisfies(cut -> assertThat(cut.split(", and "))
                        .containsExactlyInAnyOrder(
                                "remove rule 1 of Role dev/reads", "remove rule 1 of Role dev/more"));
    }

    @Test
    void a_path_without_a_cut_says_why() {
        String[] many = IntStream.range(0, 9)
                .mapToObj(number -> role("pods-" + number, "{apiGroups: [''], resources: [pods], verbs: [create]}"))
                .toArray(String[]::new);
        assertThat(found(many).get(0)).satisfies(found -> {
            assertThat(found.cuts()).isEmpty();
            assertThat(found.whyNoCut()).isEqualTo("it takes more than 8 changes");
        });
        RbacPolicy unwritten = new Policies()
                .clusterAdmin(Policies.subject("user system:anonymous"))
                .in("dev", Policies.rule("get pods"))
                .build();
        assertThat(Escalation.in(unwritten).toClusterAdmin(List.of(Subject.user("alice"))))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.cuts()).isEmpty();
                    assertThat(found.whyNoCut()).isEqualTo("the steps of a path use nothing that is in a file");
                });
    }

    @Test
    void only_the_first_ten_paths_are_advised_on() {
        String all = IntStream.range(0, 11)
                .mapToObj(number -> role("pods-" + number, "{apiGroups: [''], resources: [pods], verbs: [create]}")
                        .replace("name: sre", "name: sre-" + number))
                .collect(Collectors.joining());
        assertThat(Escalation.in(Manifests.parse("policy.yaml", HEAD + all).rbacPolicy())
                        .toClusterAdmin(IntStream.range(0, 11)
                                .mapToObj(number -> Subject.group("sre-" + number))
                                .toList()))
                .hasSize(11)
                .filteredOn(found -> found.cuts().isEmpty())
                .singleElement()
                .extracting(EscalationFinding::whyNoCut)
                .isEqualTo("only the first 10 paths have that");
    }

    @Test
    void several_paths_are_cut_together() {
        assertThat(cuts(
                        role("pods", "{apiGroups: [''], resources: [pods], verbs: [get, create]}"),
                        role("tokens", "{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]}")))
                .singleElement()
                .asString()
                .isEqualTo(
                        "remove rule 1 of Role dev/tokens, and take the verb \"create\" out of rule 1 of Role dev/pods");
    }

    @Test
    void without_a_cut_there_is_no_path() {
        String[] roles = {
            role("pods", "{apiGroups: [''], resources: [pods], verbs: [get, create]}"),
            role("tokens", "{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]}")
        };
        RbacPolicy policy =
                Manifests.parse("policy.yaml", HEAD + String.join("", roles)).rbacPolicy();
        EscalationFinding found = found(roles).get(0);
        for (Cut cut : found.cuts()) {
            Escalation search = Escalation.in(policy);
            for (Cut.Change change : cut.changes()) {
                assertThat(search.find(found.path().start().user(), new Goal.ClusterAdmin()))
                        .isPresent();
                search = change.in(search);
            }
            assertThat(search.find(found.path().start().user(), new Goal.ClusterAdmin()))
                    .isEmpty();
        }
    }

    /** The rule of a member is taken out of those that aggregate it, too. */
    @Test
    void an_aggregated_rule_is_taken_out_where_it_is_written() {
        String aggregated = """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: all}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {team: sre}}]}
            rules: []
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: part, labels: {team: sre}}
            rules: [{apiGroups: [''], resources: [pods], verbs: [get, create]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: all, namespace: dev}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: sre}]
            """;
        assertThat(cuts(aggregated)).startsWith("take the verb \"create\" out of rule 1 of ClusterRole part");
    }

    @Test
    void who_is_granted_everything_has_no_cut() {
        RbacPolicy policy = Manifests.parse("policy.yaml", HEAD).rbacPolicy();
        assertThat(Escalation.in(policy).toClusterAdmin(List.of(Subject.serviceAccount("dev", "robot"))))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.isGranted()).isTrue();
                    assertThat(found.cuts()).isEmpty();
                });
    }
}
