// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.binding;
import static dev.kubeuser.cli.Rbac.role;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What tables of access say, and with which exit code. */
class TestCommandTest {

    private static final String RBAC = "src/test/resources/run/rbac.yaml";
    private static final String TABLE = "src/test/resources/test/shop-short.yaml";

    @TempDir
    private Path directory;

    private String table(String... lines) throws IOException {
        return write("access.yaml", String.join("\n", lines));
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static String line(String subject, String verb, String what, String then) {
        return "- {given: \"" + subject + "\", when: {verb: " + verb + ", " + what + "}, then: " + then + "}";
    }

    private static Run test(int exitCode, String line, Object... operands) {
        return Run.of("test " + line, operands).ended(exitCode);
    }

    /** The page on tables shows two of them, and that on rules for everybody the third. */
    @Test
    void lines_that_hold() throws IOException {
        Path report = directory.resolve("report");
        String others = table(
                line("alice", "get", "path: /api", "allow"),
                line("group:ops", "list", "resource: pods, namespace: \"${kubeuser.namespace}\"", "deny"));
        Run run = test(
                0,
                "%s %s src/test/resources/test/shop.yaml src/test/resources/test/rules.yaml --user alice=dev,ops"
                        + " --namespace shop --report %s --coverage 75 --manifests %s",
                TABLE,
                others,
                report,
                RBAC);
        assertThat(run.out()).isEqualTo("""
                        16 lines: 16 as written
                        100 % of 4 permissions covered, 8 of 16 mutants killed
                        """);
        assertThat(run.err())
                .startsWith("kubeuser: starting Kubernetes\nkubeuser: Kubernetes v1.")
                .endsWith("kubeuser: report: " + report.resolve("report.html") + "\n");
        assertThat(report.resolve("report.json"))
                .content()
                .contains(TABLE + ":2 serviceaccount:shop/operator can delete configmaps in shop");
    }

    @Test
    void kinds_that_the_cluster_lacks_are_skipped_by_name() throws IOException {
        String others = write("others.yaml", """
                {apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {name: operator, namespace: shop}}
                ---
                {apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: operator, namespace: shop}}
                """);
        String applied = TABLE + " --namespace shop --manifests " + RBAC + " " + others;
        assertThat(test(2, applied).err())
                .contains("others.yaml:1: the API server knows no ServiceMonitor in monitoring.coreos.com/v1, and no"
                        + " Certificate in cert-manager.io/v1.")
                .contains("To apply the rest without them, add --skip-kind ServiceMonitor --skip-kind Certificate\n");
        assertThat(test(2, "--skip-kind cert-manager.io " + applied).err())
                .contains("To apply the rest without it, add --skip-kind ServiceMonitor\n");
        assertThat(test(2, "--skip-kind ServiceMonitr " + applied).err())
                .contains("No object of the manifests has a kind or API group \"ServiceMonitr\"");
        assertThat(test(0, "--skip-kind cert-manager.io --skip-kind ServiceMonitor " + applied)
                        .err())
                .contains("kubeuser: skipped, because the API server does not serve their kind: 1 Certificate in"
                        + " cert-manager.io/v1, 1 ServiceMonitor in monitoring.coreos.com/v1\n");
    }

    /** Where nothing is granted by a typing mistake, a line that denies holds. */
    @Test
    void a_binding_to_a_missing_role_and_a_new_namespace_are_told() throws IOException {
        String policy = write("typo.yaml", """
                {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: devs, namespace: nope},
                 roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: devv},
                 subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: devs}]}
                """);
        assertThat(test(0, TABLE + " --namespace shop --manifests " + RBAC + " " + policy)
                        .err())
                .contains("kubeuser: no manifest has the Namespace nope: it is created unless the cluster has it\n")
                .containsPattern("kubeuser: RoleBinding nope/devs \\(.*typo.yaml:1\\) grants nothing unless the cluster"
                        + " has Role nope/devv, which is not in the manifests\n");
    }

    /** Whoever writes tables need not know Java. */
    @Test
    void the_report_suggests_lines_that_hold_and_prove_the_rest() throws IOException {
        String policy = write(
                "rbac.yaml",
                Files.readString(Path.of(RBAC)) + """
                - {kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}
                - {kind: User, name: "O'Neil: \\"x\\"", apiGroup: rbac.authorization.k8s.io}
                """
                        + role(
                                "ClusterRole shown",
                                "{nonResourceURLs: [/shown], verbs: [get]}",
                                "{apiGroups: [apps], resources: [deployments/scale], resourceNames: [web], verbs: [patch]}")
                        + binding(
                                "ClusterRoleBinding shown",
                                "ClusterRole shown",
                                "User system:anonymous",
                                "Group system:serviceaccounts:shop"));
        String table = write(
                "access.yaml", "- {given: alice, when: {verb: get, resource: pods, namespace: shop}, then: deny}\n");
        Path report = directory.resolve("report");
        test(0, "%s --user alice=dev,ops --report %s --manifests %s", table, report, policy);
        String markdown = Files.readString(report.resolve("report.md"));
        assertThat(markdown).contains("**Add to the table: - {given: ");
        String lines = markdown.substring(markdown.indexOf("```yaml\n") + 8, markdown.lastIndexOf("```"));
        assertThat(lines)
                .contains("- {given: user:system:anonymous, when: {verb: get, path: /shown}, then: allow} # ", "\"*\"");
        assertThat(report).isDirectoryNotContaining(file -> read(file).contains("assertThat("));
        Run check = Run.of("check %s --coverage 100", report);
        assertThat(check.err()).contains("- add these tests, which gain most first:\n    - {given: ");

        Files.writeString(Path.of(table), lines, StandardOpenOption.APPEND);
        test(0, "%s --user alice=dev,ops --coverage 100 --mutation-score 100 --manifests %s", table, policy);
    }

    private static String read(Path file) {
        try {
            return Files.isDirectory(file) ? "" : Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The page on the command line shows it. */
    @Test
    void a_line_that_does_not_hold_is_told_with_the_rule() throws IOException {
        String table = "src/test/resources/test/shop-wrong.yaml";
        Run run = test(1, "%s --manifests %s", table, RBAC);
        assertThat(run.out().replace(table, "shop.yaml").replace(RBAC, "deploy/rbac.yaml"))
                .isEqualTo(Files.readString(Path.of("src/test/resources/test/shop-wrong.txt")));
    }

    /** Each is told with what the assertion says, in words of a table: whoever writes tables need not know Java. */
    @Test
    void lines_that_do_not_hold_and_mistakes() throws IOException {
        String prices =
                write("prices.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: prices, namespace: shop}}");
        String writes = write("writes.yaml", """
                - given: serviceaccount:shop/operator
                  when: {create: "%1$s"}
                  then: allow
                - given: serviceaccount:shop/operator
                  when: {create: "%1$s", namespace: default}
                  then: deny
                - given: alice
                  when: {delete: "%1$s"}
                  then: deny by PodSecurity
                - given: group:developers
                  when: {create: "%1$s"}
                  then: deny
                - name: operator
                  given: serviceaccount:shop/operator
                  when: {verb: get, resource: secrets, namespace: shop}
                  then: allow by ClusterRoleBinding operators
                """.formatted(prices));
        String rules = write("rules.yaml", """
                - name: secrets
                  given: everybody
                  when: {verb: get, resource: secrets, namespaces: every}
                  then: deny
                - given: {everybody but: serviceaccount:shop/operator}
                  when: {verb: get, resource: secrets, namespace: shop}
                  then: deny
                - {given: everybody, when: {verb: get, path: /metrics}, then: allow}
                - {given: everybody, when: {verb: get, resource: secret, namespaces: every}, then: deny}
                - given: {everybody but: serviceaccount:shop/operater}
                  when: {verb: get, resource: secrets, namespaces: every}
                  then: deny
                - {given: everybody, when: {verb: get, resource: secrets, namespaces: [shopp]}, then: deny}
                - {given: everybody, when: {verb: get, resource: secrets}, then: deny}
                - {given: everybody, when: {verb: get, resource: secrets, namespace: no-such}, then: deny}
                """);
        String table = table(
                line("user:bob", "list", "resource: pods", "deny"),
                line("user:bob", "list", "resource: nodes, namespace: default", "deny"),
                line("user:bob", "get", "resource: namespaces, namespace: default", "deny"),
                line("user:bob", "list", "resource: nodes, namespace: '*'", "deny"),
                line("user:bob", "list", "resource: pods, namespace: no-such", "deny"),
                line("user:bob", "get", "resource: pods/web, namespace: default", "deny"),
                line("user:bob", "get", "resource: gizmos.example.com, namespace: default", "deny"),
                line("user:bob", "deletecollection", "resource: pods, name: web, namespace: default", "deny"),
                line("user:eve\u202e", "list", "resource: nodes", "allow"));
        String grant = "rule 2 of Role shop/operator (" + RBAC
                + ":16): {apiGroups: [\"\"], resources: [secrets], verbs: [get]}\n";
        Path golden = directory.resolve("golden.md");
        Run run = test(
                2,
                "%s %s %s --manifests %s --user alice --golden %s --golden-of user:bob",
                writes,
                rules,
                table,
                RBAC,
                golden);
        assertThat(golden).doesNotExist();
        assertThat(run.out())
                .contains(
                        golden + ":1: user:bob may do what the file says\n  Expecting access to be as in " + golden
                                + "\n  but the file does not exist. Write it with --golden-update, review it and commit"
                                + " it:\n",
                        ":7: alice cannot delete ConfigMap shop/prices (" + prices + ":1)\n  Expecting PodSecurity\n",
                        "but it is refused by authorization",
                        ":10: group:developers cannot create ConfigMap shop/prices (" + prices + ":1)\n",
                        "a write is sent by a user, and \"group:developers\" has no credential here",
                        writes + ":13: operator: serviceaccount:shop/operator can get secrets in shop by"
                                + " ClusterRoleBinding operators\n  Expecting ",
                        "RoleBinding shop/operator (" + RBAC + ":20)",
                        rules + ":1: secrets: nobody can get secrets in every namespace\n"
                                + "  Expecting nobody\n"
                                + "  to be allowed get secrets in every namespace\n"
                                + "  but ServiceAccount shop/operator is allowed get secrets in shop\n"
                                + "    " + grant,
                        "  The API server answers the same.\n",
                        rules + ":8: everybody can get /metrics\n",
                        rules + ":9: nobody can get secret in every namespace\n"
                                + "  The API server has no resource \"secret\". Did you mean \"secrets\"?\n",
                        "No binding of the policy names ServiceAccount shop/operater. Did you mean \"ServiceAccount"
                                + " shop/operator\"?\n",
                        "No namespace of the policy is named \"shopp\". Did you mean \"shop\"?\n",
                        "  secrets are in namespaces: say which one, {verb: get, resource: secrets, namespace: "
                                + "default}, or namespaces: every. With namespace: \"*\" it is about one request "
                                + "for all of them\n",
                        "  The policy has no namespace \"no-such\". Create it\n",
                        "  pods are in namespaces: say which one, {verb: list, resource: pods, namespace: default}, or"
                                + " namespace: \"*\"\n",
                        "  nodes are in no namespace: leave out namespace: default\n",
                        "  namespaces are in no namespace: leave out namespace: default; one of them is name: "
                                + "default\n",
                        "  nodes are in no namespace: leave out namespace: \"*\"\n",
                        "  The cluster has no namespace \"no-such\". Ask about one that exists, or add this one to the"
                                + " manifests\n",
                        "  The API server has no resource \"pods/web\", and no subresource of pods is like it; an "
                                + "object's name goes into name\n",
                        ": add the CustomResourceDefinition that defines it to the manifests, or apply it first\n",
                        "names no object to the authorizer: leave out name: web\n",
                        ":9: user:eve\\u202e can list nodes\n",
                        "\n23 lines: 3 as written, 6 not, 14 with a mistake\n")
                .doesNotContain("(\"", "()", "(...)", "@Kube", "\u202e");
    }

    @Test
    void a_golden_file_is_compared_and_written_only_if_asked() throws IOException {
        Path golden = directory.resolve("golden.md");
        String options = " --golden %s --golden-of serviceaccount:shop/operator alice --golden-in shop"
                + " --user alice=dev --manifests " + RBAC;
        test(0, "--golden-update" + options, golden);
        assertThat(golden).content().contains("| serviceaccount:shop/operator | shop | secrets | x | - |", "| alice |");
        String less = Files.readString(golden).replaceFirst("\\|[^|\n]*\\| shop \\| secrets .*\n", "");
        Files.writeString(golden, less);
        assertThat(test(1, TABLE + options, golden).out())
                .startsWith(golden + ":1: serviceaccount:shop/operator, alice may do what the file says\n")
                .contains(
                        "  but it was gained:\n    serviceaccount:shop/operator: get secrets in namespace "
                                + "\"shop\"\n  If this is intended, write the file again with --golden-update and "
                                + "commit it.\n",
                        "4 lines: 3 as written, 1 not\n");
        assertThat(golden).hasContent(less);
    }

    /** Also of a table outside of the checkout. */
    @Test
    void a_ci_server_and_a_code_host_read_what_came_of_each_line() throws Exception {
        Path file = directory.resolve("ci/access.xml");
        String others = table(
                line("user:<\\e&\\uffff\\\">", "list", "resource: nodes", "allow"),
                line("user:bob", "list", "resource: pod, namespace: default", "deny"));
        Run run = test(2, "%s %s --format sarif --junit-xml %s --manifests %s", TABLE, others, file, RBAC);
        assertThat(run.results().get(1).get("locations").toString())
                .contains("/access.yaml\"", "\"startLine\":2")
                .doesNotContain("..");
        Element all = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        assertThat(attributes(all, "testsuite", "name", "tests", "failures", "errors"))
                .containsExactly(List.of(TABLE, "3", "0", "0"), List.of(others, "2", "1", "1"));
        assertThat(attributes(all, "testcase", "file", "line", "name"))
                .contains(
                        List.of(TABLE, "8", "group:developers cannot get secrets in shop"),
                        List.of(others, "1", "user:<\\x1b&\\uffff\"> can list nodes"),
                        List.of(others, "2", "user:bob cannot list pod in default"));
        assertThat(attributes(all, "failure", "message"))
                .singleElement()
                .satisfies(failure -> assertThat(failure.get(0))
                        .startsWith("Expecting user \"<")
                        .endsWith("to be allowed to list nodes but the API server said no, without a reason"));
        assertThat(attributes(all, "error", "message"))
                .containsExactly(List.of("The API server has no resource \"pod\". Did you mean \"pods\"?"));
    }

    private static List<List<String>> attributes(Element all, String element, String... names) {
        NodeList found = all.getElementsByTagName(element);
        return IntStream.range(0, found.getLength())
                .mapToObj(index -> (Element) found.item(index))
                .map(each -> Stream.of(names).map(each::getAttribute).toList())
                .toList();
    }

    @Test
    void a_file_that_cannot_be_written() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        String table = table(line("user:bob", "list", "resource: nodes", "deny"));
        assertThat(test(3, "%s --junit-xml %s", table, file.resolve("access.xml"))
                        .err())
                .contains("access.xml could not be written: there is a file in the place of its directory");
    }

    @Test
    void what_is_required_of_a_role_without_a_binding_says_what_to_apply() throws IOException {
        String role =
                write("role.yaml", role("Role default/reader", "{apiGroups: [''], resources: [pods], verbs: [list]}"));
        String table = table(line("user:bob", "list", "resource: nodes", "deny"));
        assertThat(test(1, "%s --coverage 1 --mutation-score 1 --manifests %s", table, role)
                        .err())
                .contains("so there is no coverage: apply roles", "so there is no mutation score: apply roles")
                .doesNotContain("@Kube");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no link without a privilege")
    void only_what_is_required_needs_a_policy() throws IOException {
        String table = table(
                line("user:bob", "get", "path: /api", "allow"), line("user:bob", "list", "resource: nodes", "deny"));
        test(
                0,
                Files.createSymbolicLink(directory.resolve("link.yaml"), Path.of(table))
                        .toString());
        assertThat(test(1, "%s --coverage 1", table).err())
                .endsWith("kubeuser: no policy was applied, so nothing is proven of one\n");
    }

    /** In a JVM of its own, for a setting. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no program false")
    void no_cluster() throws Exception {
        List<String> command =
                new ArrayList<>(Run.jvm(KubeUserCommand.class, "-Dkubeuser.control-plane.binary=/bin/false"));
        command.addAll(List.of("test", TABLE));
        assertThat(Run.of(Path.of("."), command).ended(3).err())
                .startsWith("kubeuser: starting Kubernetes\nkubeuser test: ");
    }

    private static void assertMistake(String message, String table, String... options) {
        Run run = Run.of("test %s " + String.join(" ", options), table).mistaken(message);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void mistakes_are_told_before_anything_starts() throws IOException {
        String ofAlice = table(line("alice", "list", "resource: pods, namespace: dev", "deny"));
        assertMistake("access.yaml:1: no user \"alice\" is declared. Declare", ofAlice);
        assertMistake("no user \"alice\" is declared, only bob. Declare", ofAlice, "--user=bob");
        assertMistake(
                "access.yaml:1: \"Dev\" cannot be the name of a namespace: up to 63 lower-case letters, digits and"
                        + " hyphens; for all at once there is namespace: \"*\"",
                table(line("user:bob", "list", "resource: pods, namespace: Dev", "deny")));
        assertMistake(
                "name verb and resource, as in {verb: list, resource: pods, namespace: dev}",
                table(line("user:bob", "get", "path: /api/v1/pods", "deny")));
    }

    @Test
    void hostile_tables() throws IOException {
        assertMistake(
                "access.yaml:1: no user \"\\x1b[31m\\u202eeve\"",
                table(line("\\e[31m\u202eeve", "get", "path: /api", "deny")));
        assertMistake("\\n::error::eve\" is declared", table(line("bob\\n::error::eve", "get", "path: /api", "deny")));
        assertMistake(
                "access.yaml:1001: not YAML: found unexpected end of stream", table("- \"bob" + "\n".repeat(1_000)));
        assertMistake("deep.yaml:", write("deep.yaml", "[".repeat(100_000)));
        String aliases = IntStream.range(1, 40)
                .mapToObj(i -> "a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1))
                .collect(Collectors.joining("", "a0: &a0 [x, x]\n", ""));
        assertMistake("aliases.yaml:", write("aliases.yaml", aliases));
    }

    @Test
    void a_short_table_does_not_stand_for_a_million_lines() throws IOException {
        String names = IntStream.range(0, 100).mapToObj(i -> "n" + i).collect(Collectors.joining(", "));
        String table = "- &all {given: [" + names.replaceAll("n", "user:n") + "], when: {verb: get, resource: pods,"
                + " namespace: [" + names + "]}, then: deny}\n" + "- *all\n".repeat(99);
        assertMistake(
                "stands for more than 100000 lines: write fewer values, or several tables",
                write("million.yaml", table));
    }
}
