// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.analysis.internal.Example.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.report.internal.Report;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.testkit.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written once counts once, and what stands beside it apart; all numbers were found by hand. */
class WrittenPlacesTest {

    private static List<String> permissions(RunAnalysis analysis) {
        return analysis.coverage()
                .permissions()
                .map(covered -> covered.permission().toString())
                .toList();
    }

    /** One file for the namespaces a and b. */
    private static final String ANYWHERE = Example.POLICY.replace(", namespace: dev", "");

    private static List<String> redundant(RunAnalysis analysis) {
        return analysis.coverage()
                .permissions()
                .map(covered -> covered.permission() + (covered.isRedundant() ? " redundant" : ""))
                .toList();
    }

    private static String list(String... objects) {
        return "{apiVersion: v1, kind: List, items: [" + String.join(", ", objects) + "]}\n";
    }

    private static String role(String metadata, String... rules) {
        return "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {" + metadata + "}, rules: ["
                + String.join(", ", rules) + "]}";
    }

    private static String rule(String verb, String resource) {
        return "{apiGroups: [''], resources: [" + resource + "], verbs: [" + verb + "]}";
    }

    @Test
    void roles_of_one_name_on_one_line_are_told_apart_by_their_namespaces(@TempDir Path directory) throws IOException {
        String line = list(
                role("name: readers, namespace: a", rule("get", "pods"), rule("list", "pods")),
                role("name: readers, namespace: b", rule("get", "secrets")));
        RunRecord runRecord = Example.runRecord(Example.state("policy.json", line, "dev"));

        Report.of(runRecord).write(directory);
        assertThat(permissions(RunAnalysis.of(runRecord))).containsExactly("get pods", "list pods", "get secrets");
    }

    @Test
    void what_is_needed_in_one_of_its_namespaces_is_not_redundant() {
        String elsewhere = ANYWHERE + "---\n"
                + Example.POLICY.replace("namespace: dev", "namespace: a").replace("name: readers", "name: more");
        RunAnalysis analysis = RunAnalysis.of(Example.runRecord(
                Example.state("policy.yaml", elsewhere, "a"), Example.state("policy.yaml", ANYWHERE, "b")));
        assertThat(redundant(analysis))
                .containsExactly(
                        "get pods",
                        "list pods",
                        "get secrets \"db\"",
                        "get pods redundant",
                        "list pods redundant",
                        "get secrets \"db\" redundant");
    }

    @Test
    void what_is_needed_in_one_of_its_namespaces_is_not_granted_beyond() {
        RunAnalysis analysis = RunAnalysis.of(Example.runRecord(
                Example.state("policy.yaml", ANYWHERE, "a", did("get", "a")),
                Example.state("policy.yaml", ANYWHERE, "b", did("list", "b"))));
        assertThat(analysis.leastPrivilege().needs().get(0).excess())
                .extracting(excess -> excess.permission() + " by " + excess.binding())
                .containsExactly("get secrets \"db\" by RoleBinding a/readers");
    }

    private static RecordedDecision did(String verb, String namespace) {
        return Example.sent(ALICE, Example.question(verb, "pods").in(namespace), true);
    }

    @Test
    void risks_of_one_name_in_two_policies_are_both_found() {
        String risky = role("name: app", rule("list", "secrets"));
        RunAnalysis analysis = RunAnalysis.of(Example.runRecord(
                Example.state("first.yaml", risky, "dev"),
                Example.state("second.yaml", risky.replace("secrets", "pods"), "dev"),
                Example.state("third.yaml", risky, "dev")));
        assertThat(analysis.risks())
                .extracting(finding -> String.valueOf(finding.rule().origin()))
                .containsExactly("first.yaml:1", "third.yaml:1");
    }

    @Test
    void risks_of_two_roles_on_one_line_are_both_found() {
        String line = list(role("name: a", rule("list", "secrets")), role("name: b", rule("list", "secrets")));
        assertThat(RunAnalysis.of(Example.runRecord(Example.state("policy.json", line, "dev")))
                        .risks())
                .extracting(finding -> finding.rule().id().role().name())
                .containsExactly("a", "b");
    }

    /** The name of a namespace that was made for the test is another one in each class. */
    @Test
    void an_object_that_is_named_by_a_placeholder_is_one_permission() {
        RunAnalysis analysis = RunAnalysis.of(Example.runRecord(
                Map.of("kubeuser-a", "", "kubeuser-b", ""), ofNamespace("kubeuser-a"), ofNamespace("kubeuser-b")));
        assertThat(analysis.coverage().rules()).singleElement().satisfies(covered -> {
            assertThat(covered.rule().id().role()).hasToString("ClusterRole of-${kubeuser.namespace}");
            assertThat(covered.permissions()).singleElement().satisfies(permission -> {
                assertThat(permission.permission()).hasToString("get nodes \"${kubeuser.namespace}\"");
                assertThat(permission.tests()).extracting(TestCase::name).containsExactly("kubeuser-a", "kubeuser-b");
            });
        });
        assertThat(analysis.mutations().results())
                .extracting(result -> result.mutant().object())
                .contains("ClusterRole of-${kubeuser.namespace}")
                .noneMatch(object -> object.contains("kubeuser-"));
    }

    /** Code hosts would take the same finding for another one in each run. */
    @Test
    void fingerprints_are_the_same_in_each_run(@TempDir Path directory) throws IOException {
        assertThat(fingerprints("kubeuser-a-1a2b", directory))
                .hasSizeGreaterThan(5)
                .isEqualTo(fingerprints("kubeuser-a-3c4d", directory));
    }

    private static List<String> fingerprints(String namespace, Path directory) throws IOException {
        Report.of(Example.runRecord(Map.of(namespace, ""), Example.state("policy.yaml", ANYWHERE, namespace)))
                .write(directory);
        return Files.readString(directory.resolve("report.sarif"))
                .lines()
                .filter(line -> line.contains("kubeuser/v1"))
                .toList();
    }

    @Test
    void the_line_that_accepts_a_risk_does_so_in_the_next_run() {
        String unmet = unmet("", "kubeuser-a-1a2b", "dev").get(0);
        String line = unmet.replaceFirst("(?s).*accept it, add the line \"", "").replaceFirst("\"$", "");
        assertThat(line).endsWith(" in Role ${kubeuser.namespace.dev}/app");
        assertThat(unmet(line, "kubeuser-a-1a2b", "dev")).isEmpty();
        assertThat(unmet(line, "kubeuser-a-3c4d", "dev")).isEmpty();
        assertThat(unmet(line, "kubeuser-a-3c4d", "prod")).isNotEmpty();
    }

    private static List<String> unmet(String accepted, String namespace, String declared) {
        AcceptedRisks lines = AcceptedRisks.parse(accepted.lines());
        RunRecord runRecord = Example.runRecord(
                Map.of(namespace, declared),
                Example.state("policy.yaml", role("name: app", rule("list", "secrets")), namespace));
        return new Thresholds(OptionalInt.empty(), OptionalInt.empty(), lines).unmet(RunAnalysis.of(runRecord));
    }

    private static PolicyState ofNamespace(String namespace) {
        String policy = new Policy()
                .clusterRole("of-" + namespace, "get nodes " + namespace)
                .to("group developers")
                .yaml();
        ResourceAttributes question = ResourceAttributes.of("get", "", "nodes").named(namespace);
        return Example.state("policy.yaml", policy, "dev", Example.asked(namespace, ALICE, question, true));
    }

    /** The twelfth rule of r is not the second of r1. */
    @Test
    void names_and_numbers_do_not_run_together() {
        String[] rules = IntStream.range(0, 12)
                .mapToObj(index -> rule("get", "pods" + index))
                .toArray(String[]::new);
        String line = list(role("name: r", rules), role("name: r1", rule("get", "secrets"), rule("list", "secrets")));
        RunAnalysis analysis = RunAnalysis.of(Example.runRecord(Example.state("policy.json", line, "dev")));

        assertThat(permissions(analysis).stream()
                        .collect(Collectors.groupingBy(permission -> permission.contains("pods"))))
                .satisfies(found -> {
                    assertThat(found.get(true)).hasSize(12);
                    assertThat(found.get(false)).containsExactly("get secrets", "list secrets");
                });
    }
}
