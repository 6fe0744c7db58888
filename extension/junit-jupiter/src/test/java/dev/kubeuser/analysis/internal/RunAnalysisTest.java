// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.analysis.internal.Example.ALICE;
import static dev.kubeuser.analysis.internal.Example.question;
import static dev.kubeuser.testkit.ReportJson.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.analysis.MutationOperator;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.Coverage.Share;
import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.record.internal.RunRecord.RunPlace;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.report.internal.Report;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows from what was observed, beyond what {@link ProofAgainstPlainTest} compares. */
@RunsOnce
class RunAnalysisTest {

    /** Two assertions, on one of the three permissions: get pods, list pods, get secrets "db". */
    private static Example twoAssertions() {
        return new Example(Example.POLICY)
                .asserted("lists", ALICE, question("list", "pods"), true)
                .asserted("does not delete", ALICE, question("delete", "pods"), false);
    }

    private static List<String> mutants(RunAnalysis analysis, MutantResult.Status status) {
        return analysis.mutations().of(status).stream()
                .map(result ->
                        result.mutant().origin().line() + ": " + result.mutant().description())
                .toList();
    }

    /** In floating point 29 of 100 are 28.999 percent. */
    @Test
    void percent_are_rounded_down_and_no_further() {
        for (int count = 0; count <= 100; count++) {
            assertThat(new Share(count, 100).percent()).isEqualTo(count);
        }
        assertThat(new Share(199, 200).percent()).isEqualTo(99);
        assertThat(new Share(0, 0).percent()).isEqualTo(100);
    }

    @Test
    void bindings_of_both_kinds_on_one_line_are_reported(@TempDir Path directory) throws IOException {
        String line = """
            {apiVersion: v1, kind: List, items: [{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: readers}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: User, name: alice}]}, {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: readers}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: User, name: bob}, {kind: User, name: carol}]}]}
            """;
        Report.of(new Example(line).runRecord()).write(directory);
        assertThat(directory.resolve("report.html")).exists();
    }

    @Test
    void a_ServiceAccount_is_not_used_because_one_of_the_same_name_elsewhere_is() {
        RunAnalysis analysis = new Example(Example.POLICY.replace(
                        "- {apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}",
                        "- {kind: ServiceAccount, name: ci, namespace: a}\n"
                                + "- {kind: ServiceAccount, name: ci, namespace: b}"))
                .asserted("reads", UserInfo.serviceAccount("a", "ci"), question("get", "pods"), true)
                .analysis();
        assertThat(analysis.coverage().bindings().get(0).unusedSubjects())
                .containsExactly(new Subject("Group", "", "developers"), new Subject("ServiceAccount", "b", "ci"));
    }

    /** As {@code jq -c} writes them. */
    @Test
    void roles_of_one_name_on_one_line_are_two() {
        RunAnalysis analysis = new Example("""
            {apiVersion: v1, kind: List, items: [{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: readers}, rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}, {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: readers}, rules: [{apiGroups: [""], resources: [nodes], verbs: [get]}]}]}
            """).analysis();
        assertThat(analysis.coverage().permissions())
                .extracting(covered -> covered.permission().toString())
                .containsExactly("get pods", "get nodes");
    }

    @Test
    void the_assertions_that_are_suggested_for_survivors_kill_them_all() {
        Example example = twoAssertions();
        RunAnalysis before = example.analysis();
        assertThat(sources(before))
                .contains(
                        "assertThat(alice).can(get(\"pods\").in(\"dev\"));",
                        "assertThat(alice).can(get(\"secrets\").named(\"db\").in(\"dev\"));",
                        "assertThat(bob).can(get(\"pods\").in(\"dev\"));",
                        "assertThat(alice).cannot(get(\"secrets\").in(\"dev\"));");
        before.mutations().of(MutantResult.Status.SURVIVED).stream()
                .map(MutantResult::suggestion)
                .map(Objects::requireNonNull)
                .forEach(made -> example.asserted("suggested", made.user(), made.request(), made.allowed()));
        RunAnalysis after = example.analysis();
        assertThat(mutants(after, MutantResult.Status.SURVIVED)).isEmpty();
        assertThat(after.mutations().killed()).hasToString("17 of 17");
    }

    @Test
    void a_role_that_no_binding_grants_is_said_to_be_one(@TempDir Path directory) throws IOException {
        String role = Example.POLICY.split("---\n", 2)[0];
        Report report = Report.of(new Example(role).runRecord());
        assertThat(report.analysis().coverage().rules()).noneMatch(RuleCoverage::isBound);
        assertThat(twoAssertions().analysis().coverage().rules()).allMatch(RuleCoverage::isBound);

        report.write(directory);
        assertThat(directory.resolve("report.md"))
                .content()
                .contains("| permissions covered | 0 of 0 |")
                .contains("""
                    - Role dev/readers (policy.yaml:1): 1 role that no binding grants
                      - role that no binding grants: Bind it to a subject, or remove it (line 3)
                    """);
        assertThat(ReportJson.pageTexts(directory)).contains("no binding grants it");
    }

    @Test
    void report_md_has_one_list_rule_by_rule_each_entry_with_its_assertion(@TempDir Path directory) throws IOException {
        Report.of(twoAssertions().runRecord()).write(directory);
        assertThat(directory.resolve("report.md")).content().contains("""
            ## Findings

            Rule by rule, worst first: 8 surviving mutants, 2 permissions not covered, 1 binding or subject never used.

            - rule 2 of Role dev/readers (policy.yaml:8): 3 surviving mutants, 1 permission not covered
              - surviving mutant: without rule 2: `assertThat(alice).can(get("secrets").named("db").in("dev"));`
              - surviving mutant: rule 2 for all verbs (line 11): `assertThat(alice).cannot(delete("secrets").named("db").in("dev"));`
              - surviving mutant: rule 2 for objects of all names (line 10): `assertThat(alice).cannot(get("secrets").in("dev"));`
              - permission not covered: `get secrets "db"`: `assertThat(alice).can(get("secrets").named("db").in("dev"));`
            - RoleBinding dev/readers (policy.yaml:15): 3 surviving mutants, 1 binding or subject never used
              - surviving mutant: without the subject User bob (line 19): `assertThat(bob).can(get("pods").in("dev"));`
              - surviving mutant: for the Group system:authenticated too (line 17): `assertThat(somebody).cannot(get("pods").in("dev"));`
              - surviving mutant: is a ClusterRoleBinding: `assertThat(alice).cannot(get("pods").inAllNamespaces());`
              - binding or subject never used: User bob (line 19): `assertThat(bob).can(get("pods").in("dev"));`
            - rule 1 of Role dev/readers (policy.yaml:5): 2 surviving mutants, 1 permission not covered
              - surviving mutant: rule 1 without the verb "get" (line 7): `assertThat(alice).can(get("pods").in("dev"));`
              - surviving mutant: rule 1 for all resources (line 6): `assertThat(alice).cannot(get("secrets").in("dev"));`
              - permission not covered: `get pods`: `assertThat(alice).can(get("pods").in("dev"));`

            ## Tests that would kill and cover them
            """);
    }

    /** Not on the first line, which only has the {@code apiVersion}. */
    @Test
    void a_binding_is_marked_at_its_name_role_and_subjects(@TempDir Path directory) throws IOException {
        Report.of(twoAssertions().runRecord()).write(directory);
        JsonObject binding =
                ReportJson.page(directory).getAsJsonArray("objects").get(1).getAsJsonObject();
        assertThat(number(binding.getAsJsonObject("origin"), "line")).isEqualTo(13);
        // The name and the role are used, as is the first subject, but not the second.
        assertThat(binding.getAsJsonArray("lines").asList().stream()
                        .map(line -> line.getAsJsonObject().get("mark").getAsString()))
                .containsExactly("NOTHING", "NOTHING", "COVERED", "COVERED", "NOTHING", "COVERED", "UNUSED");
        assertThat(directory.resolve("report.sarif"))
                .content()
                .containsPattern("Binding or subject never used: User bob .*\"startLine\":19\\}");
    }

    @Test
    void what_the_cluster_does_not_have_is_a_finding(@TempDir Path directory) throws IOException {
        Policy policy = new Policy()
                .role(
                        "dev/readers",
                        "get,lst,watch podz,pods,nodes/finalizers,*/scale",
                        "get servicemonitors.monitoring.coreos.com",
                        "impersonate userextras.authentication.k8s.io/scopes")
                .clusterRole("urls", "get,list /metrics")
                .binding("dev/readers", "Role reader", "user bob");
        Report report = Report.of(new Example(policy.yaml()).runRecord());
        report.write(directory);

        assertThat(directory.resolve("report.md"))
                .content()
                .containsPattern("- rule 1 of Role dev/readers \\(policy.yaml:5\\), .*: 2 policy findings, .*")
                .contains("""
                      - policy finding: There is no verb "lst". Did you mean "list"?
                      - policy finding: The API server has no resource "podz". Did you mean "pods"?
                      - verb never asked for: There is no verb "watch" for pods, only create, delete, get, list
                      - verb never asked for: There are no verbs "get", "watch" for nodes/finalizers, only update
                    """)
                .contains("""
                      - policy finding: There is no verb "list" of URLs, only get, head, post, put, patch, delete, options
                    """)
                .contains("""
                      - policy finding: Role dev/reader does not exist (line 15)
                    """);
        assertThat(directory.resolve("report.json"))
                .content()
                .contains("\"problem\": \"Role dev/reader does not exist\"");
        assertThat(ReportJson.pageTexts(directory)).contains("Role dev/reader does not exist");
        assertThat(directory.resolve("report.html")).content().contains("<li>5 policy findings</li>");
    }

    @Test
    void what_Kubernetes_warns_of_is_listed_with_its_reason(@TempDir Path directory) throws IOException {
        String risky =
                Example.POLICY.replace("  resourceNames: [db]\n", "").replace("verbs: [get]\n", "verbs: [list]\n");
        Report.of(new Example(risky).runRecord()).write(directory);
        assertThat(directory.resolve("report.md"))
                .content()
                .containsPattern("- rule 2 of Role dev/readers \\(policy\\.yaml:8\\): .*1 risky permission")
                .containsPattern("  - risky permission: secrets-read: reads.* \\(\\[Kubernetes documentation\\]"
                        + "\\(https://kubernetes\\.io/docs/concepts/security/rbac-good-practices/#");
    }

    /** Of nothing everything is 100 percent. */
    @Test
    void nothing_meets_no_threshold() {
        Thresholds all = new Thresholds(OptionalInt.of(1), OptionalInt.of(1), null);
        String[] parts = Example.POLICY.split("---\n", 2);
        assertThat(all.unmet(new Example(parts[0]).analysis()))
                .satisfiesExactly(
                        coverage -> assertThat(coverage)
                                .startsWith("no permission of the policy under test is granted by a binding"),
                        mutants ->
                                assertThat(mutants).startsWith("every mutant of the policy under test is equivalent"));
        assertThat(all.unmet(new Example(parts[1]).analysis()))
                .satisfiesExactly(
                        coverage -> assertThat(coverage).startsWith("no permission of the policy under test"),
                        mutants -> assertThat(mutants).startsWith("0 of "));
        assertThat(new Thresholds(OptionalInt.of(0), OptionalInt.of(0), null).unmet(new Example(parts[0]).analysis()))
                .isEmpty();
    }

    @Test
    void one_assertion_serves_a_permission_its_mutants_and_a_subject() {
        assertThat(twoAssertions().analysis().suggestions())
                .extracting(SuggestedAssertion::statement)
                .contains(
                        "assertThat(alice).can(get(\"secrets\").named(\"db\").in(\"dev\"));"
                                + " // covers 1 permission, kills 1 mutant",
                        "assertThat(bob).can(get(\"pods\").in(\"dev\")); // kills 1 mutant, uses 1 binding or subject")
                .doesNotHaveDuplicates();
    }

    @Test
    void what_is_to_be_added_meets_both_thresholds_and_is_no_more_than_needed() {
        Example example = twoAssertions();
        Thresholds required = new Thresholds(OptionalInt.of(66), OptionalInt.of(80), null);
        RunAnalysis before = example.analysis();
        List<SuggestedAssertion> needed = required.toMeet(before);
        assertThat(needed)
                .hasSizeLessThan(before.suggestions().size())
                .isSortedAccordingTo(Comparator.comparingLong((SuggestedAssertion each) -> each.gain(true, true))
                        .reversed());
        assertThat(required.unmet(before)).hasSize(2);
        needed.forEach(each -> example.asserted(
                "added",
                each.suggestion().user(),
                each.suggestion().request(),
                each.suggestion().allowed()));
        assertThat(required.unmet(example.analysis())).isEmpty();
        assertThat(required.toMeet(example.analysis())).isEmpty();
    }

    private static final String URLS =
            new Policy().clusterRole("urls", "get /metrics").to("user alice").yaml();

    @Test
    void all_methods_of_a_URL_are_more_than_one() {
        assertThat(mutants(new Example(URLS).analysis(), MutantResult.Status.SURVIVED))
                .contains("5: rule 1 for all verbs");
        assertThat(sources(new Example(URLS).analysis()))
                .contains("assertThat(alice).cannot(verb(\"head\", \"/metrics\"));");
        String both = URLS.replace("rules:", "rules:\n- {nonResourceURLs: [/metrics], verbs: [\"*\"]}");
        assertThat(new Example(both).analysis().coverage().permissions())
                .extracting(covered -> covered.permission() + " " + covered.isRedundant())
                .containsExactly("* /metrics false", "get /metrics true");
    }

    /** Its rules are copied from the cluster: kube-system has such Roles. */
    @Test
    void a_binding_of_a_Role_that_is_not_under_test_is_made_cluster_wide() {
        String binding = Example.POLICY.split("---\n", 2)[1].replace("name: readers}", "name: leaders}");
        assertThat(new Example(binding).analysis().mutations().results())
                .filteredOn(result -> result.mutant().operator() == MutationOperator.MAKE_CLUSTER_WIDE)
                .extracting(MutantResult::suggestion)
                .extracting(suggestion -> Objects.requireNonNull(suggestion).source())
                .containsExactly("assertThat(somebodyInDevelopers).cannot(get(\"secrets\").inAllNamespaces());");
    }

    private static List<String> sources(RunAnalysis analysis) {
        return analysis.suggestions().stream()
                .map(SuggestedAssertion::suggestion)
                .map(Suggestion::source)
                .toList();
    }

    /** With what declares their variables. */
    private static List<String> declared(RunAnalysis analysis) {
        return analysis.suggestions().stream()
                .map(SuggestedAssertion::suggestion)
                .map(made -> String.join(", ", made.parameters()) + ": " + made.source())
                .toList();
    }

    private static RunAnalysis ofTable(UserInfo user) {
        RunRecord runRecord = new Example(Example.POLICY)
                .asserted("test", user, question("delete", "pods"), false)
                .runRecord();
        return RunAnalysis.of(runRecord.at(new RunPlace("module", "v1.37.2", "embedded", null, TestLanguage.TABLE)));
    }

    @Test
    void a_table_asks_about_a_user_whom_an_option_declares() {
        assertThat(declared(ofTable(UserInfo.user("o'neil", "developers", "ops"))))
                .contains("--user 'o'\\''neil=developers,ops': - {given: \"o'neil\", when: {verb: get, resource: pods,"
                        + " namespace: dev}, then: allow}");
    }

    /** An option would take its group for two. */
    @Test
    void a_table_asks_about_others_than_a_user_whom_no_option_declares() {
        RunAnalysis analysis = ofTable(UserInfo.user("ann", "developers", "cn=ops,dc=shop"));
        assertThat(declared(analysis))
                .contains(
                        ": - {given: group:developers, when: {verb: get, resource: pods, namespace: dev}, then: allow}")
                .allMatch(line -> line.contains("- {given: "))
                .noneMatch(line -> line.contains("ann"));
        assertThat(mutants(analysis, MutantResult.Status.SURVIVED))
                .isEqualTo(mutants(
                        new Example(Example.POLICY)
                                .asserted(
                                        "test",
                                        UserInfo.user("ann", "developers", "cn=ops,dc=shop"),
                                        question("delete", "pods"),
                                        false)
                                .analysis(),
                        MutantResult.Status.SURVIVED));
    }

    /** A made-up member of each group of the policy is asked about, but these are of the tests. */
    @Test
    void a_table_asks_about_the_members_of_any_group() {
        assertThat(declared(ofTable(UserInfo.of(Subject.group("system:authenticated")))))
                .anyMatch(line -> line.contains("{given: group:system:authenticated, "));
    }

    private static String group(String name, String other) {
        return Example.POLICY
                .replace("kind: Group, name: developers", "kind: Group, name: \"" + name + "\"")
                .replace("kind: User, name: bob", other);
    }

    /** Somebody in it: who is in a namespace's group is in that of all ServiceAccounts, too. */
    @Test
    void a_group_of_ServiceAccounts_is_asked_as_one_of_them() {
        RunAnalysis analysis = new Example(
                        group("system:serviceaccounts", "kind: Group, name: \"system:serviceaccounts:dev\""))
                .analysis();
        assertThat(mutants(analysis, MutantResult.Status.EQUIVALENT))
                .contains("19: without the subject Group system:serviceaccounts:dev");
        assertThat(sources(analysis)).noneMatch(source -> source.contains("assertThat(dev)"));
    }

    @Test
    void users_who_would_be_one_variable_are_declared_apart() {
        String policy = Example.POLICY
                .replace("kind: Group, name: developers", "kind: User, name: bob.b")
                .replace("name: bob}", "name: bob-b}");
        assertThat(declared(new Example(policy).analysis()))
                .contains(
                        "@KubeUser(\"bob.b\") KubeAccess bobB: assertThat(bobB).can(get(\"pods\").in(\"dev\"));",
                        "@KubeUser(\"bob-b\") KubeAccess bobB: assertThat(bobB).can(get(\"pods\").in(\"dev\"));");
    }

    @Test
    void ServiceAccounts_of_one_name_are_declared_apart() {
        String policy = Example.POLICY
                .replace(
                        "{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}",
                        "{kind: ServiceAccount, namespace: a, name: ci}")
                .replace(
                        "{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}",
                        "{kind: ServiceAccount, namespace: b, name: ci}");
        assertThat(declared(new Example(policy).analysis()))
                .contains(
                        "@KubeServiceAccount(\"b/ci\") KubeAccess ci: assertThat(ci).can(get(\"pods\").in(\"dev\"));");
    }

    /** Names that are other ones in the next run are of no use to who pastes them. */
    @Test
    void a_namespace_that_was_made_for_a_test_is_a_variable_in_suggestions() {
        assertThat(sources(twoAssertions().inOwnNamespace("").analysis()))
                .contains("assertThat(bob).can(get(\"pods\").in(namespace));")
                .noneMatch(source -> source.contains("\"dev\""));
        assertThat(sources(twoAssertions().inOwnNamespace("team-a").analysis()))
                .contains("assertThat(bob).can(get(\"pods\").in(teamANamespace));");
    }

    /** A server-side apply asks for the object that it creates by its name. */
    @Test
    void the_creation_of_one_object_is_suggested_and_covered() {
        Example example =
                new Example(Example.POLICY.replace("secrets]", "pods]").replace("verbs: [get]", "verbs: [create]"));
        assertThat(sources(example.analysis()))
                .contains("assertThat(somebodyInDevelopers).can(create(\"pods\").named(\"db\").in(\"dev\"));");
        assertThat(example.asserted("applies", ALICE, question("create", "pods").named("db"), true)
                        .analysis()
                        .coverage()
                        .permissions()
                        .filter(PermissionCoverage::isCovered))
                .extracting(covered -> covered.permission().toString())
                .containsExactly("create pods \"db\"");
    }

    @Test
    void a_failed_assertion_and_a_request_kill_nothing() {
        RunAnalysis analysis = new Example(Example.POLICY)
                .failed(ALICE, question("list", "pods"), true)
                .requested(ALICE, question("get", "pods"), true)
                .analysis();
        assertThat(analysis.mutations().killed()).hasToString("0 of 17");
    }

    @Test
    void what_is_applied_twice_counts_once() {
        RunRecord once = twoAssertions().runRecord();
        RunAnalysis twice = RunAnalysis.of(once.with(once));
        assertThat(twice.coverage().covered()).hasToString("1 of 3");
        assertThat(twice.mutations().killed()).hasToString("9 of 17");
    }
}
