// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.analysis.internal.Example;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.analysis.internal.Thresholds.Requirement;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RunRecord.RunPlace;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a subject can become stands first in each file of a report. */
class EscalationReportTest {

    private static final String NAMESPACE = "kubeuser-a-1a2b";

    /** A group reads the token of a ServiceAccount, which may bind any role. */
    private static final String POLICY = new Policy()
            .role(NAMESPACE + "/tokens", "get pods", "create serviceaccounts/token")
            .to("group sre")
            .clusterRole(
                    "binder",
                    "bind clusterroles.rbac.authorization.k8s.io",
                    "create clusterrolebindings.rbac.authorization.k8s.io")
            .clusterBinding("robot", "binder", "account " + NAMESPACE + "/robot")
            .yaml();

    private static RunAnalysis analysis() {
        RbacPolicyBuilder rest = RbacManifest.policy(new Policy()
                .clusterRole("cluster-admin", "* *.*")
                .manifests("admin.yaml")
                .objects());
        RunPlace place = new RunPlace("module", "v1.37.2", "embedded", null, TestLanguage.JAVA);
        return RunAnalysis.of(Example.unserved(
                Map.of(NAMESPACE, ""),
                Set.of(place),
                new PolicyState(rest, Example.objects("policy.yaml", POLICY, NAMESPACE), List.of())));
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
                + " (1 of 2 escalation paths) by rule 1 of ClusterRole binder (policy.yaml:19): 1. ServiceAccount "
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
    void programs_read_all_steps_and_code_hosts_the_rule_that_a_path_begins_with() {
        JsonReport json = JsonReport.of(report("escalation-path from Group sre"));
        assertThat(json.figures()).containsEntry("escalation paths", 2L);
        assertThat(json.escalationPaths())
                .extracting(JsonReport.Path::subject, JsonReport.Path::accepted)
                .containsExactly(tuple("ServiceAccount ${kubeuser.namespace}/robot", false), tuple("Group sre", true));
        assertThat(json.escalationPaths().get(1).steps())
                .extracting(
                        step -> step.technique().name(),
                        step -> step.uses().get(0).role())
                .containsExactly(
                        tuple("TOKEN_REQUEST", "Role ${kubeuser.namespace}/tokens"),
                        tuple("BIND", "ClusterRole binder"));

        List<ReportedFinding> found = ReportedFinding.toDo(analysis());
        assertThat(found.subList(0, 2))
                .extracting(ReportedFinding::kind, ReportedFinding::object, ReportedFinding::line)
                .containsExactly(
                        tuple(FindingKind.ESCALATION_PATH, "ClusterRole binder", 19),
                        tuple(FindingKind.ESCALATION_PATH, "Role ${kubeuser.namespace}/tokens", 6));
        assertThat(found.get(1).text())
                .startsWith("Group sre can become cluster-admin in 2 steps: 1. any member of group sre asks for a token"
                        + " of ServiceAccount ${kubeuser.namespace}/robot; 2. ");
    }
}
