// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.analysis.internal.Example.ALICE;
import static dev.kubeuser.analysis.internal.Example.question;
import static dev.kubeuser.testkit.ReportJson.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.Coverage.Share;
import dev.kubeuser.analysis.internal.Mutation.MutationOperator;
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

    /** As {@code kubectl get -o json | jq -c} writes them. */
    @Test
    void objects_of_all_kinds_on_one_line_are_reported(@TempDir Path directory) throws IOException {
        String line = """
            {apiVersion: v1, kind: List, items: [{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: readers}, rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}, {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: readers}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: readers}, subjects: [{kind: User, name: alice}]}, {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: readers}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: User, name: bob}, {kind: User, name: carol}]}]}
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

    @Test
    void a_role_that_no_binding_grants_is_said_to_be_one(@TempDir Path directory) throws IOException {
        String role = Example.POLICY.split("---\n", 2)[0];
        Report report = Report.of(new Example(role).runRecord());
        assertThat(report.analysis().coverage().rules()).noneMatch(RuleCoverage::isBound);
        assertThat(twoAssertions().analysis().coverage().rules()).allMatch(RuleCoverage::isBound);

        report.write(directory);
        assertThat(directory.resolve("report.md")).content().contains("| permissions covered | 0 of 0 |");
        assertThat(ReportJson.pageTexts(directory)).contains("no binding grants it");
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
    }

    @Test
    void a_binding_of_a_role_that_is_not_there_is_a_finding(@TempDir Path directory) throws IOException {
        String policy = new Policy()
                .role("dev/readers", "get pods")
                .binding("dev/readers", "Role reader", "user bob")
                .yaml();
        Report.of(new Example(policy).runRecord()).write(directory);

        assertThat(directory.resolve("report.md"))
                .content()
                .contains("  - policy finding: Role dev/reader does not exist (line 7)\n");
        assertThat(directory.resolve("report.json"))
                .content()
                .contains("\"problem\": \"Role dev/reader does not exist\"");
        assertThat(ReportJson.pageTexts(directory)).contains("Role dev/reader does not exist");
        assertThat(directory.resolve("report.html")).content().contains("<li>1 policy finding</li>");
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
    void what_is_applied_twice_counts_once() {
        RunRecord once = twoAssertions().runRecord();
        RunAnalysis twice = RunAnalysis.of(once.with(once));
        assertThat(twice.coverage().covered()).hasToString("1 of 3");
        assertThat(twice.mutations().killed()).hasToString("9 of 17");
    }
}
