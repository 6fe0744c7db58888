// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.binding;
import static dev.kubeuser.cli.Rbac.role;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of a policy, and that it holds on a cluster. */
class InitCommandTest {

    private static final String RBAC = "src/test/resources/run/rbac.yaml";

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

    /** Returns what it printed of the policy; the table is written to {@code new/first}. */
    private Run init(String policy) throws IOException {
        Path file = Files.writeString(directory.resolve("rbac.yaml"), policy);
        return Run.of("init %s %s", directory.resolve("new/first"), file);
    }

    private String table(String policy) throws IOException {
        init(policy).ended(0);
        return Files.readString(directory.resolve("new/first/access.yaml"));
    }

    /** The page on the command line shows it. */
    @Test
    void the_table_proves_all_of_a_policy_and_is_not_replaced() throws IOException {
        Path table = directory.resolve("access.yaml");
        assertThat(Run.of("init %s %s", directory, RBAC).ended(0).out()).isEqualTo(table + "\n");
        assertThat(table).content().isEqualTo(Files.readString(Path.of("src/test/resources/test/first.yaml")));
        assertThat(Run.of("test %s --manifests %s", table, RBAC).ended(0).out())
                .startsWith("8 lines: 8 as written\n100 % of 4 permissions covered, ");

        Files.writeString(table, "mine");
        Run.of("init %s %s", directory, RBAC)
                .mistaken(table + " exists, and is not replaced: move it away, or name another directory");
        assertThat(table).hasContent("mine");
    }

    @Test
    void the_table_holds() throws IOException {
        Path table = directory.resolve("new/first/access.yaml");
        assertThat(init(POLICY).ended(0).out().lines())
                .startsWith(table.toString())
                .anyMatch(line -> line.startsWith("Left out: "))
                .contains("Left out: 1 subject whose name no table can have.")
                .contains("Not known: what 1 binding to roles that are not in the files give.");
        assertThat(table)
                .content()
                .contains("path: /logs/any", "then: allow by RoleBinding first/editors")
                .doesNotContain("no-such");
        Run.of("test %s --manifests %s", table, directory.resolve("rbac.yaml")).ended(0);
    }

    /** The rule would not hold without them. */
    @Test
    void readers_of_secrets_whom_a_table_cannot_name() throws IOException {
        assertThat(table(binding(
                        "ClusterRoleBinding admins", "ClusterRole admin", "Group line\\nbreak", "Group admins")))
                .contains("given: group:admins\n")
                .doesNotContain("everybody");
    }

    /** Each case is known by its name in a report. */
    @Test
    void names_say_what_each_case_is_about() throws IOException {
        assertThat(table(binding("ClusterRoleBinding runner", "ClusterRole edit-jobs", "Group runners")
                        + role(
                                "ClusterRole edit-jobs",
                                "{apiGroups: [batch], resources: [jobs, cronjobs], verbs: [create]}")))
                .contains(
                        "- name: nobody reads Secrets\n  given: everybody\n",
                        "workload-creation on jobs.batch, runs pods",
                        "workload-creation on cronjobs.batch, runs pods");
    }

    @Test
    void the_riskiest_are_first() throws IOException {
        assertThat(table(POLICY))
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
        Run init = init(binding("ClusterRoleBinding teams", "ClusterRole view", teams));
        assertThat(init.out().lines().skip(1).findFirst().orElseThrow())
                .startsWith("Left out: ")
                .contains(" more lines of what is granted, all of those of ");
        assertThat(Files.readString(directory.resolve("new/first/access.yaml")).split("\n  then: ", -1))
                .hasSizeBetween(30, 200);
    }

    @Test
    void a_policy_that_gives_nobody_anything() throws IOException {
        init(role("ClusterRole unbound"))
                .mistaken("the bindings in these files give nobody anything that Kubernetes knows");
    }
}
