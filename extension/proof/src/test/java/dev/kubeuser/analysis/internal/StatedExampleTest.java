// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.analysis.internal.Example.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.analysis.internal.Coverage.BindingCoverage;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.ReferencePolicy;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.statement.internal.Statement.Holders;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows from statements; all was found by hand. */
class StatedExampleTest {

    private static final Subject DEVELOPERS = Subject.group("developers");
    private static final RequestSet GET_PODS = RequestSet.of(question("get", "pods"));
    private static final RequestSet DELETE_PODS = RequestSet.of(question("delete", "pods"));

    private static RunAnalysis stated(Statement... statements) {
        Example example = new Example(Example.POLICY);
        for (Statement statement : statements) {
            example.stated("states", statement);
        }
        return example.analysis();
    }

    private static List<String> covered(RunAnalysis analysis) {
        return analysis.coverage()
                .permissions()
                .filter(PermissionCoverage::isCovered)
                .map(covered -> covered.permission() + " by "
                        + covered.tests().stream().map(TestCase::name).toList())
                .toList();
    }

    private static List<String> killed(RunAnalysis analysis) {
        return analysis.mutations().of(MutantResult.Status.KILLED).stream()
                .map(result -> result.mutant().operator().name())
                .toList();
    }

    @Test
    void a_statement_of_what_a_subject_may_covers_what_it_needs() {
        RunAnalysis analysis = stated(new Statement.Grants(DEVELOPERS, GET_PODS));
        assertThat(covered(analysis)).containsExactly("get pods by [states]");
        assertThat(analysis.coverage().bindings())
                .extracting(BindingCoverage::isUsed, BindingCoverage::unusedSubjects)
                .containsExactly(tuple(true, List.of(Subject.user("bob"))));
        assertThat(killed(analysis))
                .containsExactly("DROP_VERB", "DROP_RULE", "DROP_BINDING", "DROP_SUBJECT", "MOVE_NAMESPACE");
    }

    /** As an assertion on one object does. */
    @Test
    void whatever_allows_any_of_it_is_needed() {
        RequestSet all = RequestSet.of(question("get", "secrets").named("db")).union(GET_PODS);
        RunAnalysis analysis = stated(new Statement.Grants(Subject.user("bob"), all));
        assertThat(covered(analysis)).containsExactly("get pods by [states]", "get secrets \"db\" by [states]");
        assertThat(analysis.coverage().bindings())
                .extracting(BindingCoverage::unusedSubjects)
                .containsExactly(List.of(DEVELOPERS));
    }

    @Test
    void what_is_forbidden_covers_nothing() {
        RunAnalysis analysis = stated(new Statement.Forbids(Holders.ALL, DELETE_PODS));
        assertThat(covered(analysis)).isEmpty();
        assertThat(killed(analysis)).containsExactly("WIDEN_VERBS", "STRONGER_ROLE", "STRONGER_ROLE", "STRONGER_ROLE");
    }

    /** The test that made it would fail without any mutant: a test has changed the policy since. */
    @Test
    void a_statement_that_does_not_hold_counts_for_nothing() {
        RunAnalysis analysis = stated(
                new Statement.Grants(DEVELOPERS, DELETE_PODS),
                new Statement.Forbids(Holders.ALL, GET_PODS),
                new Statement.Grants(Subject.user("alice"), GET_PODS));
        assertThat(covered(analysis)).isEmpty();
        assertThat(killed(analysis)).isEmpty();
    }

    /** Also the one that no request to this cluster tells from the policy: it serves few resources. */
    @Test
    void a_comparison_with_the_same_policy_kills_all_and_covers_nothing() {
        RbacPolicy same =
                new Example(Example.POLICY).runRecord().states().get(0).policy();
        ReferencePolicy reference =
                ReferencePolicy.of(same, DefaultGrants.of("1.37")).orElseThrow();
        RunAnalysis analysis = stated(
                new Statement.Within(reference, RequestSet.all()), new Statement.Keeps(reference, RequestSet.all()));
        assertThat(covered(analysis)).isEmpty();
        assertThat(analysis.mutations().killed()).hasToString("18 of 18");
    }

    @Test
    void a_policy_of_files_counts_as_far_as_a_cluster_had_it() {
        RunRecord ofCluster = new Example(Example.POLICY).runRecord();
        Statement statement = new Statement.Grants(DEVELOPERS, GET_PODS);

        assertThat(covered(RunAnalysis.of(ofCluster.with(ofFiles("policy.yaml", Example.POLICY, statement)))))
                .containsExactly("get pods by [states]");
        assertThat(killed(RunAnalysis.of(ofCluster.with(ofFiles("policy.yaml", Example.POLICY, statement)))))
                .hasSize(5);
        String another = Example.POLICY.replace("verbs: [get, list]", "verbs: [get, list, watch]");
        assertThat(covered(RunAnalysis.of(ofCluster.with(ofFiles("policy.yaml", another, statement)))))
                .isEmpty();
        assertThat(killed(RunAnalysis.of(ofCluster.with(ofFiles("other.yaml", Example.POLICY, statement)))))
                .isEmpty();
    }

    private static RunRecord ofFiles(String file, String policy, Statement statement) {
        List<PolicyObject> objects = Example.objects(file, policy, "default");
        return RunRecord.ofManifests(List.of(new PolicyState(
                DefaultPolicy.of("1.37"),
                objects,
                List.of(),
                List.of(),
                List.of(new RecordedStatement(
                        statement, DefaultGrants.of("1.37"), List.of(new TestCase("states", "states")))))));
    }
}
