// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.binding;
import static dev.kubeuser.cli.Rbac.role;
import static dev.kubeuser.cli.Run.words;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    private static Run test(String... arguments) {
        return Run.of(Stream.concat(Stream.of("test"), Stream.of(arguments)).toArray(String[]::new));
    }

    @Test
    void lines_that_hold() throws IOException {
        Path report = directory.resolve("report");
        String others = table(
                line("alice", "get", "path: /api", "allow"),
                line("group:ops", "list", "resource: pods, namespace: \"${kubeuser.namespace}\"", "deny"));
        Run run = test(words(
                        "%s %s --user alice=dev,ops --namespace shop --report %s --coverage 50 --manifests %s",
                        TABLE, others, report, RBAC))
                .ended(0);
        assertThat(run.out()).isEqualTo("""
                        5 lines: 5 as written
                        50 % of 4 permissions covered, 6 of 16 mutants killed
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
        String monitor =
                Files.writeString(directory.resolve("monitor.yaml"), """
                apiVersion: monitoring.coreos.com/v1
                kind: ServiceMonitor
                metadata: {name: operator, namespace: shop}
                """).toString();
        String applied = "%s --namespace shop --manifests " + RBAC + " " + monitor;
        Run strict = test(words(applied, TABLE)).ended(2);
        assertThat(strict.err())
                .contains("monitor.yaml:1: the API server knows no ServiceMonitor in monitoring.coreos.com/v1.")
                .contains("To apply the rest without it, add --skip-kind ServiceMonitor");

        String certificate =
                Files.writeString(directory.resolve("certificate.yaml"), """
                apiVersion: cert-manager.io/v1
                kind: Certificate
                metadata: {name: operator, namespace: shop}
                """).toString();
        assertThat(test(words(applied + " " + certificate, TABLE)).ended(2).err())
                .contains("To apply the rest without them, add --skip-kind ServiceMonitor --skip-kind Certificate\n");

        Run skipping =
                test(words("--skip-kind ServiceMonitor " + applied, TABLE)).ended(0);
        assertThat(skipping.err())
                .contains("kubeuser: skipped, because the API server does not serve their kind: 1 ServiceMonitor in"
                        + " monitoring.coreos.com/v1\n");

        Run misspelled =
                test(words("--skip-kind ServiceMonitr " + applied, TABLE)).ended(2);
        assertThat(misspelled.err()).contains("No object of the manifests has a kind or API group \"ServiceMonitr\"");
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
        test(table, "--user", "alice=dev,ops", "--report", report.toString(), "--manifests", policy)
                .ended(0);
        String markdown = Files.readString(report.resolve("report.md"));
        assertThat(markdown).contains("**Add to the table: - {given: ");
        String lines = markdown.substring(markdown.indexOf("```yaml\n") + 8, markdown.lastIndexOf("```"));
        assertThat(lines)
                .contains("- {given: user:system:anonymous, when: {verb: get, path: /shown}, then: allow} # ", "\"*\"");
        assertThat(report).isDirectoryNotContaining(file -> read(file).contains("assertThat("));
        Run check = Run.of("check", report.toString(), "--coverage", "100");
        assertThat(check.err()).contains("- add these tests, which gain most first:\n    - {given: ");

        Files.writeString(Path.of(table), lines, StandardOpenOption.APPEND);
        test(words("%s --user alice=dev,ops --coverage 100 --mutation-score 100 --manifests %s", table, policy))
                .ended(0);
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
        Run run = test(table, "--manifests", RBAC).ended(1);
        assertThat(run.out().replace(table, "shop.yaml").replace(RBAC, "deploy/rbac.yaml"))
                .isEqualTo(Files.readString(Path.of("src/test/resources/test/shop-wrong.txt")));
    }

    /** The page on the command line shows it. */
    @Test
    void a_table_in_yaml() {
        Run run = test("src/test/resources/test/shop.yaml", "--manifests", RBAC).ended(0);
        assertThat(run.out()).startsWith("8 lines: 8 as written\n75 % of 4 permissions covered, ");
    }

    @Test
    void another_binding_than_the_table_names() throws IOException {
        String table = write("access.yml", """
                - name: operator
                  given: serviceaccount:shop/operator
                  when: {verb: get, resource: secrets, namespace: shop}
                  then: allow by ClusterRoleBinding operators
                """);
        assertThat(test(table, "--manifests", RBAC).ended(1).out())
                .startsWith(table + ":1: operator: serviceaccount:shop/operator can get secrets in shop by"
                        + " ClusterRoleBinding operators\n  Expecting ")
                .contains("ClusterRoleBinding operators\n", "RoleBinding shop/operator (" + RBAC + ":20)");
    }

    /** The page on tables shows it. */
    @Test
    void rules_for_everybody() {
        Run run =
                test("src/test/resources/test/rules.yaml", "--manifests", RBAC).ended(0);
        assertThat(run.out()).startsWith("3 lines: 3 as written\n0 % of 4 permissions covered, ");
    }

    /** The ServiceAccount sends them itself; a group has nobody to send them. */
    @Test
    void writes_of_objects() throws IOException {
        String prices = write("prices.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: prices, namespace: shop}
                """);
        String table = write("writes.yaml", """
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
                """.formatted(prices));
        assertThat(test(table, "--manifests", RBAC, "--user", "alice").ended(2).out())
                .contains(
                        ":7: alice cannot delete ConfigMap shop/prices (" + prices + ":1)\n  Expecting PodSecurity\n",
                        "but it is refused by authorization",
                        ":10: group:developers cannot create ConfigMap shop/prices (" + prices + ":1)\n",
                        "a write is sent by a user, and \"group:developers\" has no credential here",
                        "\n4 lines: 2 as written, 1 not, 1 with a mistake\n");
    }

    @Test
    void rules_that_do_not_hold_say_what_the_assertion_says() throws IOException {
        String table = write("rules.yaml", """
                - name: secrets
                  given: everybody
                  when: {verb: get, resource: secrets, namespaces: every}
                  then: deny
                - given: {everybody but: serviceaccount:shop/operator}
                  when: {verb: get, resource: secrets, namespace: shop}
                  then: deny
                - given: everybody
                  when: {verb: get, path: /metrics}
                  then: allow
                """);
        Run run = test(table, "--manifests", RBAC).ended(1);
        String grant = "rule 2 of Role shop/operator (" + RBAC
                + ":16): {apiGroups: [\"\"], resources: [secrets], verbs:" + " [get]}\n";
        assertThat(run.out())
                .startsWith(table + ":1: secrets: nobody can get secrets in every namespace\n"
                        + "  Expecting nobody\n"
                        + "  to be allowed get secrets in every namespace\n"
                        + "  but ServiceAccount shop/operator is allowed get secrets in shop\n"
                        + "    " + grant)
                .contains(
                        "  The API server answers the same.\n",
                        table + ":8: everybody can get /metrics\n",
                        "\n3 lines: 1 as written, 2 not\n");
    }

    @Test
    void a_typo_in_a_rule_is_a_mistake() throws IOException {
        String table = write("rules.yaml", """
                - given: everybody
                  when: {verb: get, resource: secret, namespaces: every}
                  then: deny
                - given: {everybody but: serviceaccount:shop/operater}
                  when: {verb: get, resource: secrets, namespaces: every}
                  then: deny
                - given: everybody
                  when: {verb: get, resource: secrets, namespaces: [shopp]}
                  then: deny
                """);
        assertThat(test(table, "--manifests", RBAC).ended(2).out())
                .contains(
                        ":1: nobody can get secret in every namespace\n  The API server has no resource \"secret\". "
                                + "Did you mean \"secrets\"?\n",
                        "No binding of the policy names ServiceAccount shop/operater. Did you mean \"ServiceAccount"
                                + " shop/operator\"?\n",
                        "No namespace of the policy is named \"shopp\". Did you mean \"shop\"?\n",
                        "\n3 lines: 0 as written, 3 with a mistake\n");
    }

    @Test
    void a_golden_file_is_compared_and_written_only_if_asked() throws IOException {
        Path golden = directory.resolve("golden.md");
        String[] options = words(
                "--golden %s --golden-of serviceaccount:shop/operator alice --golden-in shop --user alice=dev"
                        + " --manifests %s",
                golden, RBAC);
        assertThat(test(options).ended(1).out())
                .startsWith(golden
                        + ":1: serviceaccount:shop/operator, alice may do what the file says\n  Expecting access"
                        + " to be as in " + golden + "\n  but the file does not exist. Write it with --golden-update,"
                        + " review it and commit it:\n");
        assertThat(golden).doesNotExist();
        test(Stream.concat(Stream.of("--golden-update"), Stream.of(options)).toArray(String[]::new))
                .ended(0);
        assertThat(golden).content().contains("| serviceaccount:shop/operator | shop | secrets | x | - |", "| alice |");
        Files.writeString(golden, Files.readString(golden).replaceFirst("\\|[^|\n]*\\| shop \\| secrets .*\n", ""));
        Run changed = test(Stream.concat(Stream.of(TABLE), Stream.of(options)).toArray(String[]::new))
                .ended(1);
        assertThat(changed.out())
                .contains(
                        "  but it was gained:\n    serviceaccount:shop/operator: get secrets in namespace "
                                + "\"shop\"\n  If this is intended, write the file again with --golden-update and "
                                + "commit it.\n",
                        "4 lines: 3 as written, 1 not\n");
    }

    @Test
    void a_code_host_is_told_of_a_table_outside_of_the_checkout() throws IOException {
        JsonObject result = test("--format", "sarif", table("", line("user:bob", "list", "resource: nodes", "allow")))
                .ended(1)
                .results()
                .get(0);
        JsonObject place =
                result.getAsJsonArray("locations").get(0).getAsJsonObject().getAsJsonObject("physicalLocation");
        assertThat(place.getAsJsonObject("region").get("startLine").getAsInt()).isEqualTo(2);
        assertThat(place.getAsJsonObject("artifactLocation").get("uri").getAsString())
                .endsWith("/access.yaml");
    }

    @Test
    void a_ci_server_reads_what_came_of_each_line() throws Exception {
        Path file = directory.resolve("ci/access.xml");
        String others = table(
                line("user:<\\e&\\uffff\\\">", "list", "resource: nodes", "allow"),
                line("user:bob", "list", "resource: pod, namespace: default", "deny"));
        test(TABLE, others, "--junit-xml", file.toString(), "--manifests", RBAC).ended(2);
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
        assertMistake("is a directory, and a file is to be written", TABLE, "--junit-xml", directory.toString());
        Path file = Files.createFile(directory.resolve("file"));
        Run run = test(
                        table(line("user:bob", "list", "resource: nodes", "deny")),
                        "--junit-xml",
                        file.resolve("access.xml").toString())
                .ended(3);
        assertThat(run.err())
                .contains("access.xml could not be written: there is a file in the place of its directory");
    }

    @Test
    void what_is_required_and_not_met() {
        Run run = test(TABLE, "--coverage", "80", "--mutation-score", "10", "--manifests", RBAC)
                .ended(1);
        assertThat(run.out()).startsWith("3 lines: 3 as written\n");
        assertThat(run.err()).endsWith("kubeuser: 2 of 4 permissions covered, which is 50 %, and 80 % are required\n");
    }

    @Test
    void what_is_required_of_a_role_without_a_binding_says_what_to_apply() throws IOException {
        String role =
                write("role.yaml", role("Role default/reader", "{apiGroups: [''], resources: [pods], verbs: [list]}"));
        Run run = test(words(
                        "%s --coverage 1 --mutation-score 1 --manifests %s",
                        table(line("user:bob", "list", "resource: nodes", "deny")), role))
                .ended(1);
        assertThat(run.err())
                .contains("so there is no coverage: apply roles", "so there is no mutation score: apply roles")
                .doesNotContain("@Kube");
    }

    @Test
    void nothing_can_be_required_without_a_policy() throws IOException {
        String table = table(
                line("user:bob", "get", "path: /api", "allow"), line("user:bob", "list", "resource: nodes", "deny"));
        test(table).ended(0);
        Run run = test(table, "--coverage", "1").ended(1);
        assertThat(run.err()).endsWith("kubeuser: no policy was applied, so nothing is proven of one\n");
    }

    @Test
    void what_the_server_does_not_know_is_a_mistake_and_no_answer() throws IOException {
        String table = table(
                line("user:bob", "list", "resource: pod, namespace: default", "deny"),
                line("user:bob", "lsit", "resource: pods, namespace: default", "deny"),
                line("user:bob", "list", "resource: pods, namespace: no-such", "deny"),
                line("user:bob", "list", "resource: nodes", "allow"));
        assertThat(test(table).ended(2).out())
                .contains(
                        ":1: user:bob cannot list pod in default\n  The API server has no resource \"pod\". Did you "
                                + "mean \"pods\"?\n",
                        ":2: user:bob cannot lsit pods in default\n  ",
                        ":3: user:bob cannot list pods in no-such\n  The cluster has no namespace \"no-such\".",
                        ":4: user:bob can list nodes\n  Expecting ",
                        "\n4 lines: 0 as written, 1 not, 3 with a mistake\n");
    }

    /** Whoever writes tables need not know Java. */
    @Test
    void mistakes_are_told_in_words_of_a_table() throws IOException {
        String statements = write("statements.yaml", """
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
                line("user:bob", "deletecollection", "resource: pods, name: web, namespace: default", "deny"));
        assertThat(test(table, statements).ended(2).out())
                .contains(
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
                        "  secrets are in namespaces: say which one, {verb: get, resource: secrets, namespace: "
                                + "default}, or namespaces: every. With namespace: \"*\" it is about one request "
                                + "for all of them\n",
                        "  The policy has no namespace \"no-such\". Create it\n")
                .doesNotContain("(\"", "()", "(...)", "@Kube");
        assertMistake(
                "access.yaml:1: \"Dev\" cannot be the name of a namespace: up to 63 lower-case letters, digits and"
                        + " hyphens; for all at once there is namespace: \"*\"",
                table(line("user:bob", "list", "resource: pods, namespace: Dev", "deny")));
        assertMistake(
                "name verb and resource, as in {verb: list, resource: pods, namespace: dev}",
                table(line("user:bob", "get", "path: /api/v1/pods", "deny")));
    }

    /** In a JVM of its own, for a setting. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no program false")
    void no_cluster() throws Exception {
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dkubeuser.control-plane.binary=/bin/false",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KubeUserCommand.class.getName(),
                        "test",
                        TABLE)
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
        assertThat(err).content().startsWith("kubeuser: starting Kubernetes\nkubeuser test: ");
    }

    @Test
    void mistakes_are_told_before_anything_starts() throws IOException {
        assertMistake("Missing required parameter: 'TABLE'");
        assertMistake("The table no-such.yaml could not be read: there is no such file", "no-such.yaml");
        assertMistake("could not be read: it is a directory", directory.toString());
        assertMistake(
                "access.yaml:1: no user \"alice\" is declared. Declare",
                table(line("alice", "list", "resource: pods, namespace: dev", "deny")));
        assertMistake(
                "no user \"alice\" is declared, only bob. Declare",
                table(line("alice", "list", "resource: pods, namespace: dev", "deny")),
                "--user=bob");
        assertMistake("--user: the user name is empty", TABLE, "--user", "=dev");
        assertMistake("two users are named \"bob\"", TABLE, "--user", "bob", "--user", "bob=dev");
        assertMistake("--golden is about subjects: name them by --golden-of", "--golden", "golden.md");
        assertMistake("are of a golden file: add --golden", TABLE, "--golden-update");
        assertMistake("is not an access table", "--golden", RBAC, "--golden-of", "user:bob");
        assertMistake("the group \"dev\" is given twice", TABLE, "--user", "bob=dev, dev");
        assertMistake("no user \"bob\" is declared for the golden", "--golden", "golden.md", "--golden-of", "bob");
        assertMistake("is a directory, and the golden file is", "--golden", "src", "--golden-of", "user:bob");
        assertMistake("--release, --values and --set are of a chart", TABLE, "--set", "a=b");
        assertMistake("no-such.yaml", TABLE, "--manifests", "no-such.yaml");
        assertMistake("--cluster kind: ", TABLE, "--cluster", "kind");
        assertMistake("--coverage all: ", TABLE, "--coverage", "all");
    }

    @Test
    void hostile_tables() throws IOException {
        Path huge = directory.resolve("huge.yaml");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(1L << 32);
        }
        assertMistake("it is larger than 16 MiB", huge.toString());
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {0, (byte) 0xff, 10});
        assertMistake("it is not in UTF-8: the byte 0xFF in line 1 is not", binary.toString());
        Path nul = Files.write(directory.resolve("nul.yaml"), new byte[100_000]);
        assertMistake("nul.yaml:1: not YAML: the character U+0000 cannot stand here", nul.toString());
        assertMistake(
                "access.yaml:1: no user \"\\x1b[31m\\u202eeve\"",
                table(line("\\e[31m\u202eeve", "get", "path: /api", "deny")));
        String aliases = write(
                "aliases.yaml",
                "a0: &a0 [x, x]\n"
                        + IntStream.range(1, 40)
                                .mapToObj(i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n")
                                .collect(Collectors.joining()));
        assertMistake("aliases.yaml:", aliases);
        assertMistake("deep.yaml:", write("deep.yaml", "[".repeat(100_000)));
        assertMistake(
                "access.yaml:1001: not YAML: found unexpected end of stream", table("- \"bob" + "\n".repeat(1_000)));
        assertMistake("\\n::error::eve\" is declared", table(line("bob\\n::error::eve", "get", "path: /api", "deny")));
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

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no link without a privilege")
    void a_link_is_read_as_its_file() throws IOException {
        Path link = Files.createSymbolicLink(
                directory.resolve("link.yaml"), Path.of(TABLE).toAbsolutePath());
        test(link.toString(), "--manifests", RBAC).ended(0);
    }

    @Test
    void text_of_tables_is_not_obeyed() throws IOException {
        String table = table(line("user:eve\u202e", "list", "resource: nodes", "allow"));
        assertThat(test(table).ended(1).out()).contains("eve\\u202e").doesNotContain("\u202e");
    }

    private static void assertMistake(String message, String... arguments) {
        Run run = test(arguments).ended(2);
        assertThat(run.err()).contains(message).doesNotContain("\tat ", "Kubernetes v");
        assertThat(run.out().getBytes(StandardCharsets.UTF_8)).isEmpty();
    }
}
