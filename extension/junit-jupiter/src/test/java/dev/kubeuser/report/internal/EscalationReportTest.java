// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.testkit.ReportJson.objects;
import static dev.kubeuser.testkit.ReportJson.sarif;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.analysis.internal.Thresholds.Requirement;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.escalation.AcceptedRisks;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.record.internal.RunRecord.RunPlace;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a subject can become stands first in each file of a report. */
@RunsOnce
class EscalationReportTest {

    private static final String NAMESPACE = "kubeuser-a-1a2b";

    /** A group reads the token of a ServiceAccount, which may bind any role. */
    private static final String POLICY = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: tokens, namespace: NAMESPACE}
        rules:
          - {apiGroups: [""], resources: [pods], verbs: [get]}
          - {apiGroups: [""], resources: [serviceaccounts/token], verbs: [create]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: tokens, namespace: NAMESPACE}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: tokens}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: sre}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: binder}
        rules:
          - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]}
          - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterrolebindings], verbs: [create]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: robot}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: binder}
        subjects: [{kind: ServiceAccount, name: robot, namespace: NAMESPACE}]
        """;

    private static final String ADMIN = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: cluster-admin}
        rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
        """;

    private static RunAnalysis analysis() {
        List<PolicyObject> objects =
                Manifests.parse("policy.yaml", POLICY.replace("NAMESPACE", NAMESPACE)).objects().stream()
                        .flatMap(object -> PolicyObject.of(object, NAMESPACE).stream())
                        .toList();
        return RunAnalysis.of(new RunRecord(
                List.of(new PolicyState(
                        RbacManifest.policy(Manifests.parse("admin.yaml", ADMIN).objects()), objects, List.of())),
                List.of(),
                RunRecord.RequestCounts.NONE,
                List.of(),
                new OwnNamespaces(Map.of(NAMESPACE, "")),
                List.of(),
                Set.of(new RunPlace("module", "v1.37.2", "embedded", null, TestLanguage.JAVA))));
    }

    private static Report report(String... accepted) {
        return Report.of(
                analysis(),
                new Thresholds(
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        AcceptedRisks.parse(Stream.of(accepted)),
                        true,
                        false));
    }

    @Test
    void to_close_the_shortest_path_is_the_first_task() {
        assertThat(report().summary())
                .startsWith("ServiceAccount ${kubeuser.namespace}/robot can become cluster-admin in 1 step"
                        + " (1 of 2 escalation paths), ");
        String path = "ServiceAccount ${kubeuser.namespace}/robot can become cluster-admin in 1 step"
                + " (1 of 2 escalation paths) by rule 1 of ClusterRole binder (policy.yaml:18): 1. ServiceAccount "
                + "${kubeuser.namespace}/robot binds ";
        assertThat(new MarkdownReport(report()).text())
                .startsWith(
                        "# RBAC coverage\n\nWhat to do first:\n\n1. **Remove rule 1 of ClusterRole binder**: " + path);
        assertThat(HtmlReport.of(report()).text()).contains("</a>: " + path);
    }

    @Test
    void what_is_accepted_is_no_task_and_fails_no_run() {
        String robot = "escalation-path from ServiceAccount ${kubeuser.namespace}/robot by BIND";
        assertThat(report(robot).summary()).startsWith("Group sre can become cluster-admin in 2 steps, ");
        assertThat(report(robot).thresholds().unacceptedPaths(analysis()))
                .extracting(Object::toString)
                .containsExactly("Group sre can become cluster-admin in 2 steps");
        assertThat(report(robot, "escalation-path from Group sre").summary()).startsWith("0 % of ");
        assertThat(Task.first(report(robot, "escalation-path from Group sre")))
                .extracting(Task::what)
                .first()
                .asString()
                .startsWith("Remove or accept ");
    }

    @Test
    void the_threshold_names_each_path_and_the_line_that_accepts_it() {
        Report report = report();
        List<String> unmet = report.thresholds().unmet(report.analysis()).stream()
                .filter(line -> line.startsWith("escalation path"))
                .toList();
        assertThat(unmet).hasSize(2).allSatisfy(line -> {
            String accepting =
                    line.replaceFirst("(?s).*accept it, add the line \"", "").replaceFirst("\"$", "");
            assertThat(report(accepting).thresholds().unacceptedPaths(analysis()))
                    .hasSize(1);
        });
        assertThat(unmet.get(1))
                .startsWith(
                        "escalation path not accepted: Group sre can become cluster-admin in 2 steps: 1. any member of"
                                + " group sre asks for a token of ServiceAccount ${kubeuser.namespace}/robot; 2. ");
        assertThat(report("escalation-path from Group sre until 2020-01-01")
                        .thresholds()
                        .unmet(report.analysis()))
                .anyMatch(line -> line.contains("; it was accepted until 2020-01-01; to accept it, add the line "));
        assertThat(report.requirements())
                .filteredOn(result -> result.what().startsWith("escalation"))
                .containsExactly(new Requirement("escalation paths not accepted", "none", "2", unmet));
    }

    @Test
    void json_has_the_steps() {
        JsonObject json = JsonParser.parseString(
                        JsonReport.of(report("escalation-path from Group sre")).text())
                .getAsJsonObject();
        JsonObject path = json.getAsJsonArray("escalationPaths").get(1).getAsJsonObject();
        assertThat(path.get("subject").getAsString()).isEqualTo("Group sre");
        assertThat(path.get("accepted").getAsBoolean()).isTrue();
        JsonArray steps = path.getAsJsonArray("steps");
        assertThat(steps)
                .extracting(step -> step.getAsJsonObject().get("technique").getAsString())
                .containsExactly("TOKEN_REQUEST", "BIND");
        JsonObject use =
                steps.get(0).getAsJsonObject().getAsJsonArray("uses").get(0).getAsJsonObject();
        assertThat(use.get("role").getAsString()).isEqualTo("Role ${kubeuser.namespace}/tokens");
        assertThat(use.getAsJsonObject("origin").get("line").getAsInt()).isEqualTo(6);
        assertThat(json.getAsJsonObject("figures").get("escalation paths").getAsInt())
                .isEqualTo(2);
    }

    @Test
    void sarif_marks_the_rule_that_a_path_begins_with_as_critical() {
        JsonObject run = sarif(ReportedFinding.sarif(ReportedFinding.toDo(analysis()), Optional.empty()));
        JsonObject first = objects(run, "results").findFirst().orElseThrow();
        assertThat(first.get("ruleId").getAsString()).isEqualTo("escalation-path");
        assertThat(first.get("level").getAsString()).isEqualTo("error");
        JsonObject rule = run.getAsJsonObject("tool")
                .getAsJsonObject("driver")
                .getAsJsonArray("rules")
                .get(first.get("ruleIndex").getAsInt())
                .getAsJsonObject();
        assertThat(rule.getAsJsonObject("properties").get("security-severity").getAsString())
                .isEqualTo("9.5");
        assertThat(run.getAsJsonArray("results"))
                .extracting(result -> result.getAsJsonObject().get("ruleId").getAsString())
                .startsWith("escalation-path", "escalation-path", "risky-permission");
        assertThat(run.getAsJsonArray("results").get(1).toString())
                .contains("Group sre can become cluster-admin in 2 steps", "\"startLine\":6");
    }
}
