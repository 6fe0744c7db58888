// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of a policy, and that it holds on a cluster. */
class FirstTestsTest {

    /** With wildcards, names of objects, paths, roles of Kubernetes, and names that a compiler would read. */
    private static final String POLICY = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: odd}
            rules:
            - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: odd}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: odd}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "eve\\"); System.exit(1); //\\\\u0022 \\u00e9\\u202e ${x}"}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: paths}
            rules:
            - {nonResourceURLs: ["/metrics", "/logs/*"], verbs: [get]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: paths}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: paths}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: prometheus}
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "line\\nbreak"}
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:masters"}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: first}
            rules:
            - {apiGroups: [""], resources: [configmaps, secrets, pods/log, no-such], resourceNames: [a, b], verbs: [get, list, create]}
            - {apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [bind]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: first}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects:
            - {kind: ServiceAccount, name: robot, namespace: first}
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "yes"}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: editors, namespace: first}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: editors}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: unknown, namespace: first}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: unknown}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: editors}
            """;

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
        Path policy = policy("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: admins}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "line\\nbreak"}
                - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: admins}
                """);
        first(policy).write(directory.resolve("first"));
        assertThat(directory.resolve("first/access.yaml"))
                .content()
                .contains("given: group:admins\n")
                .doesNotContain("everybody");
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
                                + "kubeuser lint says how\n- name: \"secrets-read, reads Secrets, and the tokens in "
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
        String subjects = IntStream.range(0, 300)
                .mapToObj(number -> "- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-" + number + "}\n")
                .collect(Collectors.joining());
        Path policy = policy("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: teams}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                """ + subjects);
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
        Path policy = policy(
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: unbound}\nrules: []\n");
        FirstTests tests = first(policy);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tests.write(directory))
                .withMessageStartingWith("the bindings in these files give nobody anything that Kubernetes knows");
    }
}
