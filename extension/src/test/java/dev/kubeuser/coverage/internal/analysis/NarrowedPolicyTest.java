package dev.kubeuser.coverage.internal.analysis;

import static dev.kubeuser.coverage.internal.analysis.Example.ALICE;
import static dev.kubeuser.coverage.internal.analysis.Example.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is left of the files of a policy. */
class NarrowedPolicyTest {

    private static NarrowedFile file(RunRecord runRecord) {
        List<NarrowedFile> files = RunAnalysis.of(runRecord).narrowed().files();
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    private static String after(Example example) {
        return Objects.requireNonNull(file(example.runRecord()).text()).after();
    }

    @Test
    void subjects_stay_those_of_the_policy() {
        Example example = new Example(Example.POLICY).requested(ALICE, question("get", "pods"), true);

        assertThat(after(example))
                .isEqualTo(Example.POLICY.replace("[get, list]", "[get]").replace("""
                        - apiGroups: [""]
                          resources: [secrets]
                          resourceNames: [db]
                          verbs: [get]
                        """, ""));
    }

    @Test
    void nothing_exercised_leaves_empty_roles_and_bindings() {
        Example example = new Example(Example.POLICY).requested(ALICE, question("create", "pods"), false);

        assertThat(after(example)).contains("rules: []\n---\n").endsWith("subjects: []\n");
    }

    @Test
    void once_a_subject_has_sent_requests_its_assertions_no_longer_count() {
        Example asserted = new Example(Example.POLICY).asserted("a", ALICE, question("list", "pods"), true);

        assertThat(after(asserted)).contains("verbs: [list]");
        assertThat(after(asserted.requested(ALICE, question("get", "pods"), true)))
                .contains("verbs: [get]")
                .doesNotContain("list");
    }

    @Test
    void a_wildcard_becomes_what_was_exercised_of_it() {
        Example example = new Example("""
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRole
                        metadata: {name: wide}
                        rules:
                        - {apiGroups: ["*"], resources: ['*', pods, '*/scale'], verbs: ["*", get]}
                        - {nonResourceURLs: [/metrics, /metrics/*, "*"], verbs: [get]}
                        ---
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRoleBinding
                        metadata: {name: wide}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: wide}
                        subjects:
                        - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}
                        """)
                .requested(ALICE, question("get", "pods"), true)
                .requested(ALICE, question("list", "secrets"), true)
                .requested(ALICE, new ResourceAttributes("patch", "apps", "deployments", "scale", "dev", "web"), true)
                .requested(ALICE, new NonResourceAttributes("get", "/metrics/slis"), true);

        assertThat(after(example))
                .contains("- {apiGroups: [\"\", \"apps\"], resources: ['secrets', pods, 'deployments/scale'],"
                        + " verbs: [\"list\", \"patch\", get]}\n")
                .contains("- {nonResourceURLs: [/metrics/*], verbs: [get]}\n");
    }

    @Test
    void of_an_aggregate_its_parts_are_narrowed() {
        String policy = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: all}
                aggregationRule:
                  clusterRoleSelectors:
                  - matchLabels: {part: "yes"}
                rules: [] # by the controller
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: part, labels: {part: "yes"}}
                rules:
                - apiGroups: [""]
                  resources: [pods]
                  verbs:
                  - get
                  - list
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: all}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}
                """;

        assertThat(after(new Example(policy).requested(ALICE, question("get", "pods"), true)))
                .isEqualTo(policy.replace("  - list\n", ""));
    }

    /** A file that several tests apply to a namespace each is one file. */
    @Test
    void what_any_namespace_needed_stays() {
        UserInfo bob = UserInfo.user("bob");
        String policy = Example.POLICY.replace(", namespace: dev", "");
        RunRecord runRecord = Example.runRecord(
                Map.of("one", "", "two", "other"),
                Example.state(
                        "policy.yaml",
                        policy,
                        "one",
                        Example.sent(bob, question("get", "pods").in("one"), true)),
                Example.state(
                        "./policy.yaml",
                        policy,
                        "two",
                        Example.sent(bob, question("list", "pods").in("two"), true)));

        assertThat(Objects.requireNonNull(file(runRecord).text()).after())
                .contains("verbs: [get, list]")
                .doesNotContain("secrets", "one", "two", "kubeuser");
    }

    @Test
    void what_an_anchor_shares_is_counted() {
        String policy = Example.POLICY
                .replace("verbs: [get, list]", "verbs: &read [get, list]")
                .replace("verbs: [get]", "verbs: *read");
        NarrowedFile file = file(new Example(policy)
                .requested(ALICE, question("get", "pods"), true)
                .requested(ALICE, question("get", "secrets").named("db"), true)
                .runRecord());

        assertThat(file.shared()).isEqualTo(2);
        assertThat(Objects.requireNonNull(file.text()).isChanged()).isFalse();
    }

    @Test
    void a_file_with_a_secret_is_left_out() {
        String policy = Example.POLICY + "---\n{apiVersion: v1, kind: Secret, metadata: {name: db, namespace: dev}}\n";
        NarrowedFile file = file(new Example(policy)
                .requested(ALICE, question("get", "pods"), true)
                .runRecord());

        assertThat(file.text()).isNull();
        assertThat(file.reason()).contains("Secret");
    }
}
