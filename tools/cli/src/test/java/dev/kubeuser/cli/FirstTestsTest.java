// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.binding;
import static dev.kubeuser.cli.Rbac.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of a policy, and that it holds on a cluster. */
class FirstTestsTest {

    /** With wildcards, names of objects, paths, roles of Kubernetes, and names that a compiler would read. */
    private static final String POLICY = String.join(
            "",
            role("ClusterRole odd", "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}"),
            binding(
                    "ClusterRoleBinding odd",
                    "ClusterRole odd",
                    "User eve\\\"); System.exit(1); //\\\\u0022 \u00e9\u202e ${x}"),
            role("ClusterRole paths", "{nonResourceURLs: [/metrics, '/logs/*'], verbs: [get]}"),
            binding(
                    "ClusterRoleBinding paths",
                    "ClusterRole paths",
                    "User prometheus",
                    "Group line\\nbreak",
                    "Group system:masters"),
            role(
                    "Role first/reader",
                    "{apiGroups: [''], resources: [configmaps, secrets, pods/log, no-such], resourceNames: [a, b],"
                            + " verbs: [get, list, create]}",
                    "{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [bind]}"),
            binding("RoleBinding first/reader", "Role reader", "ServiceAccount first/robot", "Group yes"),
            binding("RoleBinding first/editors", "ClusterRole edit", "Group editors"),
            binding("RoleBinding first/unknown", "ClusterRole unknown", "Group editors"));

    @TempDir
    private Path directory;

    private Path policy(String text) throws IOException {
        return Files.writeString(directory.resolve("rbac.yaml"), text);
    }

    private static FirstTests first(Path policy) {
        return FirstTests.of(Manifests.load(policy.toString()));
    }

    @Test
    void the_table_holds() throws IOException {
        Path policy = policy(POLICY);
        Path table = directory.resolve("new/first/access.yaml");
        List<String> told = first(policy).write(directory.resolve("new/first"));
        assertThat(told)
                .startsWith(table.toString())
                .anyMatch(line -> line.startsWith("Left out: "))
                .contains("Left out: 1 subject whose name no table can have.")
                .contains("Not known: what 1 binding to roles that are not in the files give.");
        assertThat(table)
                .content()
                .contains("path: /logs/any", "then: allow by RoleBinding first/editors")
                .doesNotContain("no-such");
        TestCluster cluster = new TestCluster(
                Map.of("kubeuser.cluster", "embedded"),
                List.of(policy.toString()),
                "default",
                null,
                List.of(),
                null,
                null);
        TableReport results = new TableRun(List.of(table), cluster, Map.of(), null)
                .run(BuildSettings.of(Settings.of(Map.of())), line -> {});
        assertThat(results.outcome()).as(results.text().toString()).isEqualTo(ReportedLine.Outcome.HOLDS);
    }

    /** The rule would not hold without them. */
    @Test
    void readers_of_secrets_whom_a_table_cannot_name() throws IOException {
        Path policy =
                policy(binding("ClusterRoleBinding admins", "ClusterRole admin", "Group line\\nbreak", "Group admins"));
        first(policy).write(directory.resolve("first"));
        assertThat(directory.resolve("first/access.yaml"))
                .content()
                .contains("given: group:admins\n")
                .doesNotContain("everybody");
    }

    /** Each case is known by its name in a report. */
    @Test
    void names_say_what_each_case_is_about() throws IOException {
        Path policy = policy(binding("ClusterRoleBinding runner", "ClusterRole edit-jobs", "Group runners") + """
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: edit-jobs}
                rules:
                - {apiGroups: [batch], resources: [jobs, cronjobs], verbs: [create]}
                """);
        first(policy).write(directory.resolve("first"));
        assertThat(directory.resolve("first/access.yaml"))
                .content()
                .contains(
                        "- name: nobody reads Secrets\n  given: everybody\n",
                        "workload-creation on jobs.batch, runs pods",
                        "workload-creation on cronjobs.batch, runs pods");
    }

    @Test
    void the_riskiest_are_first() throws IOException {
        first(policy(POLICY)).write(directory.resolve("first"));
        assertThat(Files.readString(directory.resolve("first/access.yaml")))
                .containsSubsequence(
                        "# Left out: ",
                        "- name: nobody else reads Secrets\n  given: {everybody but: [",
                        "- name: nobody of these can gain all\n  given: [serviceaccount:first/robot, group:yes, "
                                + "user:prometheus]\n",
                        "# User eve\"); System.exit(1); //\\u0022 \u00e9\\u202e ${x}, who can become cluster-admin: "
                                + "kubeuser lint says how\n- name: \"secrets-read on secrets, reads Secrets, and the tokens in "
                                + "them\"\n  given:"
                                + " \"user:eve\\\"); System.exit(1); //\\\\u0022 \u00e9\\u202e $${x}\"\n",
                        "# Group editors",
                        "# ServiceAccount first/robot\n",
                        "when: {verb: [get, list, create], resource: configmaps, name: [a, b], namespace: first}",
                        "when: {verb: get, resource: secrets, namespace: kube-system}\n  then: deny\n");
    }

    /** A file that nobody reads to the end is not reviewed. */
    @Test
    void a_large_policy_is_cut() throws IOException {
        String[] teams = IntStream.range(0, 300)
                .mapToObj(number -> "Group team-" + number)
                .toArray(String[]::new);
        Path policy = policy(binding("ClusterRoleBinding teams", "ClusterRole view", teams));
        List<String> told = first(policy).write(directory.resolve("first"));
        assertThat(told.get(1)).startsWith("Left out: ").contains(" more lines of what is granted, all of those of ");
        assertThat(Files.readString(directory.resolve("first/access.yaml")).split("\n  then: ", -1))
                .hasSizeBetween(30, 200);
    }

    @Test
    void nothing_is_replaced() throws IOException {
        FirstTests tests = first(policy(POLICY));
        Path table = Files.writeString(directory.resolve("access.yaml"), "mine");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tests.write(directory))
                .withMessage(table + " exists, and is not replaced: move it away, or name another directory");
        assertThat(table).hasContent("mine");
    }

    @Test
    void a_policy_that_gives_nobody_anything() throws IOException {
        FirstTests tests = first(policy(role("ClusterRole unbound")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tests.write(directory))
                .withMessageStartingWith("the bindings in these files give nobody anything that Kubernetes knows");
    }
}
