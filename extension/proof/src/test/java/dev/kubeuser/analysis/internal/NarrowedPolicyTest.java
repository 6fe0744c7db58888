// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.analysis.internal.Example.ALICE;
import static dev.kubeuser.analysis.internal.Example.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.analysis.internal.EditedText.UnifiedDiff;
import dev.kubeuser.analysis.internal.NarrowedPolicy.NarrowedFile;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is left of the files of a policy. */
class NarrowedPolicyTest {

    private static NarrowedFile file(RunRecord runRecord) {
        List<NarrowedFile> files = RunAnalysis.of(runRecord).narrowed().files();
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    private static String after(Example example) {
        return file(example.runRecord()).text().after();
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
    void what_is_made_from_the_objects_of_a_bundle_has_no_patch() {
        List<PolicyObject> made = Manifests.load("olm:../policy/src/test/resources/olm/stores").objects().stream()
                .filter(object -> object.name().equals("stores-operator-stores"))
                .flatMap(object -> PolicyObject.of(object, "").stream())
                .toList();
        assertThat(file(Example.runRecord(new PolicyState(RbacPolicy.builder(), made, List.of())))
                        .reason())
                .isEqualTo("its roles and bindings are made from a ClusterServiceVersion");
    }

    @Test
    void nothing_exercised_leaves_empty_roles_and_bindings() {
        Example example = new Example(Example.POLICY).requested(ALICE, question("create", "pods"), false);

        assertThat(after(example)).contains("rules: []\n---\n").endsWith("subjects: []\n");
    }

    @Test
    void what_an_assertion_found_to_be_allowed_stays_beside_what_requests_used() {
        Example asserted = new Example(Example.POLICY).asserted("a", ALICE, question("list", "pods"), true);

        assertThat(after(asserted)).contains("verbs: [list]");
        assertThat(after(asserted.requested(ALICE, question("get", "pods"), true)))
                .contains("verbs: [get, list]");
    }

    /** A failed assertion says that the permission should not be there. */
    @Test
    void what_an_assertion_wants_to_be_refused_is_not_needed() {
        RecordedDecision failed = new RecordedDecision(
                null, RecordedDecision.Source.ASSERTION, ALICE, question("list", "pods"), true, false, false);

        assertThat(file(Example.runRecord(Map.of(), Example.state("policy.yaml", Example.POLICY, "dev", failed)))
                        .text()
                        .after())
                .contains("rules: []");
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

        assertThat(after(example)).contains("""
                        - {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}
                        - {"apiGroups": [""], "resources": ["secrets"], "verbs": ["list"]}
                        - {"apiGroups": ["apps"], "resources": ["deployments/scale"], "verbs": ["patch"]}
                        """).contains("- {nonResourceURLs: [/metrics/*], verbs: [get]}\n");
    }

    @Test
    void a_binding_in_every_namespace_that_was_used_in_one_is_told() {
        String policy = new Policy()
                .clusterRole("wide", "get pods,secrets")
                .to("group developers")
                .yaml();
        Example one = new Example(policy).requested(ALICE, question("get", "pods"), true);

        assertThat(file(one.runRecord()).tooWide())
                .containsExactly("ClusterRoleBinding wide grants in every namespace, and was used in dev only. A patch"
                        + " cannot change its kind: write a RoleBinding there instead.");
        assertThat(RunAnalysis.of(one.runRecord()).narrowed().diff()).startsWith("# ClusterRoleBinding wide grants");
        assertThat(file(one.requested(ALICE, ResourceAttributes.of("get", "", "pods"), true)
                                .runRecord())
                        .tooWide())
                .isEmpty();
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

        assertThat(file(runRecord).text().after())
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
        assertThat(file.text().edits()).isEmpty();
    }

    private static NarrowedFile needingOnlyGet(String policy) {
        return file(new Example(policy)
                .requested(ALICE, question("get", "pods"), true)
                .runRecord());
    }

    private static String diff(NarrowedFile file) {
        return UnifiedDiff.of("policy.yaml", file.text(), file.others(), false).orElseThrow();
    }

    @Test
    void all_but_roles_and_bindings_is_in_no_patch() {
        String role = Example.POLICY.substring(0, Example.POLICY.indexOf("---"));
        String binding = Example.POLICY.substring(Example.POLICY.indexOf("---"));
        String policy = """
                # hidden: the settings
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: dev}
                data:
                  key: |
                    -----BEGIN PRIVATE KEY-----
                    hidden
                # hidden
                --- # The next one.
                # The role.
                """ + role
                + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: \"db\"}\nstringData: {p: hidden}\n"
                + binding + "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: hidden\n# hidden\n";

        NarrowedFile file = needingOnlyGet(policy);

        assertThat(file.text().after()).contains("verbs: [get]\n").doesNotContain("[get, list]");
        assertThat(diff(file))
                .contains("-  verbs: [get, list]\n", " ---\n apiVersion: v1\n")
                .doesNotContain("hidden");
    }

    @Test
    void other_items_of_lists_are_in_no_patch() {
        NarrowedFile file = needingOnlyGet("""
            apiVersion: v1
            kind: List
            items:
            # hidden
            - apiVersion: v1
              kind: Secret
              metadata: {name: db}
              stringData: {password: hidden}
              # hidden, too
            # The role.
            - apiVersion: rbac.authorization.k8s.io/v1
              kind: Role
              metadata: {name: readers, namespace: dev}
              rules:
              - {apiGroups: [""], resources: [pods], verbs: [get, list]}
            - apiVersion: v1
              data: {a: hidden}
              kind: ConfigMap
              metadata: {name: settings}
            - apiVersion: rbac.authorization.k8s.io/v1
              kind: RoleBinding
              metadata: {name: readers, namespace: dev}
              roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: readers}
              subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
            """);

        assertThat(diff(file)).contains("verbs: [get]}\n - apiVersion: v1\n").doesNotContain("hidden");
    }

    @Test
    void a_change_on_a_line_with_another_object_has_no_patch() {
        NarrowedFile file = needingOnlyGet("""
            {"kind": "List", "apiVersion": "v1", "items": [{"kind": "Secret", "apiVersion": "v1", "metadata": {"name":
            "db"}, "stringData": {"p": "hidden"}}, {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata":
            {"name": "readers", "namespace": "dev"}, "rules": [{"apiGroups": [""], "resources": ["pods"],
            "verbs": ["get", "list"]}]}, {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "c"},
            "data": {"p": "hidden"}}]}
            """);

        assertThat(UnifiedDiff.of("policy.json", file.text(), file.others(), true))
                .isEmpty();
    }
}
