// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.samples.tool.PolicyEdit;
import dev.kubeuser.samples.tool.PolicyRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody edits one rule of the team's policy: the tests fail there, nowhere else, and say who, what, where and why.
 */
@RunsOnce
class EditedPolicyTest {

    private static final Path POLICIES = Path.of("policies");
    private static final Class<?>[] TESTS = {AuditorsTest.class, DeployerTest.class, DevelopersTest.class, SreTest.class
    };

    static Stream<Arguments> edits() {
        return Stream.of(
                argumentSet(
                        "a verb is dropped",
                        new PolicyEdit(
                                "developers.yaml",
                                "verbs: [create, update, patch, delete]",
                                "verbs: [create, patch, delete]"),
                        Map.of(
                                "DevelopersTest.they_run_deployments",
                                List.of(
                                        "Expecting user \"alice\" [developers, system:authenticated]",
                                        "to be allowed to update deployments.apps in namespace \"dev\"",
                                        "but the API server said no, without a reason",
                                        "rule 5 of Role dev/developer",
                                        "developers.yaml:20): {apiGroups: [apps], resources: [deployments,"
                                                + " deployments/scale], verbs: [create, patch, delete]}",
                                        "through RoleBinding dev/developers",
                                        "developers.yaml:28), but only for other verbs"))),
                argumentSet(
                        "a resource is dropped",
                        new PolicyEdit(
                                "developers.yaml",
                                "resources: [pods/exec, pods/portforward]",
                                "resources: [pods/portforward]"),
                        Map.of(
                                "DevelopersTest.they_look_into_a_container",
                                List.of(
                                        "Expecting user \"alice\" [developers, system:authenticated]",
                                        "to be allowed to get pods/exec in namespace \"dev\"",
                                        "resources: [pods/portforward], verbs: [get, create]}",
                                        "developers.yaml:28), but only for another subresource"))),
                argumentSet(
                        "a verb is added",
                        new PolicyEdit(
                                "deployer.yaml",
                                "verbs: [get, list, watch, create, update, patch]",
                                "verbs: [get, list, watch, create, update, patch, delete]"),
                        Map.of(
                                "DeployerTest.it_deploys_and_does_nothing_else",
                                List.of(
                                        "Expecting ServiceAccount ci/deployer [",
                                        "to be allowed in namespace \"dev\" only",
                                        "but the API server also allows\n  deployments.apps: delete"))),
                argumentSet(
                        "a verb is added that somebody thought of",
                        new PolicyEdit(
                                "developers.yaml",
                                "resources: [pods]\n  verbs: [delete]",
                                "resources: [pods]\n  verbs: [create, delete]"),
                        Map.of(
                                "DevelopersTest.they_create_no_pods_of_their_own",
                                List.of(
                                        "Expecting user \"alice\" [developers, system:authenticated]",
                                        "not to be allowed to create pods in namespace \"dev\"",
                                        "but the API server said yes: RBAC: allowed by RoleBinding \"developers/dev\"",
                                        "rule 2 of Role dev/developer",
                                        "developers.yaml:11): {apiGroups: [\"\"], resources: [pods], verbs: "
                                                + "[create, delete]}"))),
                argumentSet(
                        "subjects are removed",
                        new PolicyEdit(
                                "sre.yaml",
                                "subjects:\n- apiGroup: rbac.authorization.k8s.io\n  kind: Group\n  name: sre",
                                "subjects: []"),
                        Map.of(
                                "SreTest.they_read_everything", List.of("Multiple Failures (12 failures)"),
                                "SreTest.they_scrape_metrics",
                                        List.of(
                                                "Expecting user \"erin\" [sre, system:authenticated]",
                                                "to be allowed to get /metrics",
                                                "No binding in effect there names the user",
                                                "rule 2 of ClusterRole sre",
                                                "through ClusterRoleBinding sre",
                                                "for other subjects"),
                                "SreTest.they_drain_nodes",
                                        List.of("to be allowed to patch nodes", "for other subjects"))),
                argumentSet(
                        "a binding is of another role",
                        new PolicyEdit("auditors.yaml", "name: view\n", "name: edit\n"),
                        Map.of(
                                "AuditorsTest.they_see_workloads",
                                        List.of(
                                                " by ClusterRole view",
                                                "aggregated into ClusterRole edit",
                                                "through ClusterRoleBinding auditors-view"),
                                "AuditorsTest.they_read_no_secrets",
                                        List.of(
                                                "not to be allowed to get secrets in all namespaces",
                                                "aggregated into ClusterRole edit",
                                                "through ClusterRoleBinding auditors-view"),
                                "AuditorsTest.they_change_nothing",
                                        List.of(
                                                "not to be allowed to create configmaps in namespace \"dev\"",
                                                "aggregated into ClusterRole edit",
                                                "through ClusterRoleBinding auditors-view"))),
                argumentSet(
                        "a binding is of a role that does not exist",
                        new PolicyEdit("auditors.yaml", "name: rbac-reader\nsubjects", "name: rbac-raeder\nsubjects"),
                        Map.of(
                                "AuditorsTest.they_see_who_may_do_what",
                                List.of(
                                        "but the API server said no: ",
                                        "RBAC: clusterrole.rbac.authorization.k8s.io \"rbac-raeder\" not found",
                                        "ClusterRoleBinding auditors-rbac",
                                        "of ClusterRole rbac-raeder to Group auditors; the role does not exist"))),
                argumentSet(
                        "auditors get secrets",
                        new PolicyEdit(
                                "auditors.yaml",
                                "rules:\n",
                                "rules:\n- apiGroups: [\"\"]\n  resources: [secrets]\n  verbs: [get, list, watch]\n"),
                        Map.of(
                                "AuditorsTest.they_read_no_secrets",
                                List.of(
                                        "Expecting user \"audrey\" [auditors, system:authenticated]",
                                        "not to be allowed to get secrets in all namespaces",
                                        "but the API server said yes",
                                        "rule 1 of ClusterRole rbac-reader",
                                        "auditors.yaml:7): {apiGroups: [\"\"], resources: [secrets], verbs: [get, "
                                                + "list, watch]}",
                                        "through ClusterRoleBinding auditors-rbac"))));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("edits")
    void is_noticed(PolicyEdit edit, Map<String, List<String>> expected, @TempDir Path copy) throws IOException {
        edit.copy(POLICIES, copy);

        Map<String, String> failures = PolicyRun.failures("team.policies", copy, TESTS);

        assertThat(failures).containsOnlyKeys(expected.keySet());
        expected.forEach((test, words) -> assertThat(failures.get(test)).contains(words));
    }
}
