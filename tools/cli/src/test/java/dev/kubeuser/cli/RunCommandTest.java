// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are for sh")
@Order(1) // takes longest
class RunCommandTest {

    private static final String RBAC = "src/test/resources/run/rbac.yaml";
    private static final String COMPANY = "../../sample-tests/authentication/company.yaml";
    private static final String SCRIPT = "src/test/resources/run/reconcile.sh";

    @TempDir
    private Path directory;

    private Path temporary() throws IOException {
        return Files.createDirectories(directory.resolve("tmp"));
    }

    private RunProcess start(String options, Object... operands) throws IOException {
        return RunProcess.start(directory, options, operands);
    }

    private RunProcess start(Map<String, String> variables, String options, Object... operands) throws IOException {
        return RunProcess.start(directory, Path.of(""), variables, options, operands);
    }

    private void awaitText(String file, String text) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
                System.nanoTime() < end
                        && !Files.readString(directory.resolve(file)).contains(text); ) {
            Thread.sleep(50);
        }
        assertThat(directory.resolve(file)).content().contains(text);
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(temporary())) {
            assertThat(left).isEmpty();
        }
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(directory.toString())))
                .isEmpty();
    }

    /** Its groups are those that the API server takes from the claims. */
    @Test
    void a_command_runs_as_an_identity_and_proves_nothing_of_no_policy() throws Exception {
        RunProcess.require("kubectl");
        Path claims = Files.writeString(directory.resolve("ann.json"), """
            {"iss": "https://keycloak.example.com/realms/company", "preferred_username": "ann", "groups": ["/k8s/sre"]}\
            """);
        Run run = start(
                        "--authentication %s --identity %s --coverage 1 -- sh -c %s",
                        COMPANY, claims, "kubectl auth whoami; kubectl get pods || true")
                .end()
                .ended(1);
        assertThat(run.out())
                .containsPattern("Username +ann@company\n")
                .containsPattern("Groups +\\[sre system:authenticated]");
        assertThat(run.err())
                .contains(
                        "sh runs as identity \"ann.json\"",
                        "1 denial\n",
                        "kubeuser: no policy was under test: apply roles and bindings, or remove the")
                .doesNotContain("@Kube");
    }

    /** What has no credential is refused to nobody. */
    @Test
    void a_script_runs_as_the_service_account() throws Exception {
        RunProcess.require("kubectl", "curl");
        String script = """
            sh %s
            echo tokens by $(grep -o /bin/cat $KUBECONFIG)
            ls -l $KUBECONFIG $KUBEUSER_ADMIN_KUBECONFIG $KUBEUSER_KUBECONFIG_WEB_SHOP
            kubectl --kubeconfig $KUBEUSER_ADMIN_KUBECONFIG get secrets
            curl -ks $(kubectl config view -o jsonpath={.clusters[0].cluster.server})/api/v1/secrets
            """.formatted(SCRIPT);
        Run run = start(
                        "--manifests %s --as shop/operator --kubeconfig web-shop=shop/web --no-denials -- sh -c %s",
                        RBAC, script)
                .end()
                .ended(0);
        assertThat(run.out())
                .startsWith("configmap/prices created\nconfigmap/prices\n")
                .contains("\ntokens by /bin/cat\n", "cannot list resource");
        assertThat(run.out().lines().filter(line -> line.startsWith("-rw-------")))
                .hasSize(3);
        assertThat(run.err())
                .contains(
                        "kubeuser: sh runs as ServiceAccount shop/operator\n",
                        "kubeuser: nothing that was applied has the ServiceAccount shop/web: it is created\n",
                        "none refused\n",
                        "granted and not used: get secrets (" + RBAC + ":16)\n",
                        "kubeuser: refused without a credential, so as nobody's denial: 1 request. Does each client use"
                                + " its kubeconfig?\n");
        assertNothingIsLeft();
    }

    /** As the JVMs of {@code mvn test} with several forks. */
    static final class Fork {

        private Fork() {}

        public static void main(String[] names) {
            try (KubeSession session = KubeSession.builder()
                    .cluster(ClusterKind.EXISTING)
                    .setting("kubeuser.context", "kubeuser")
                    .start()) {
                KubeAssertions.assertThat(session.user(names[0])).isAuthenticatedAs(names[0]);
                System.out.println(names[0] + " at " + session.cluster().server());
            }
        }
    }

    @Test
    void one_cluster_is_given_to_many_jvms() throws Exception {
        String fork = Path.of(System.getProperty("java.home"), "bin", "java") + " -cp "
                + System.getProperty("java.class.path") + " '" + Fork.class.getName() + "' ";
        Run run =
                start("-- sh -c %s", fork + "ann & " + fork + "bob; wait").end().ended(0);
        assertThat(run.out().lines().map(line -> line.substring(0, line.indexOf(' '))))
                .as(run.toString())
                .containsExactlyInAnyOrder("ann", "bob");
        assertThat(run.out().lines().map(line -> line.substring(line.indexOf(' '))))
                .as("where")
                .hasSize(2)
                .containsOnly(
                        run.out().substring(run.out().indexOf(' '), run.out().indexOf('\n')));
        assertNothingIsLeft();
    }

    @Test
    void a_missing_verb_is_told_with_the_rule_and_its_line() throws Exception {
        RunProcess.require("kubectl");
        Path less = Files.writeString(
                directory.resolve("less.yaml"), Files.readString(Path.of(RBAC)).replace(", delete]", "]"));
        Path report = directory.resolve("report");
        Run run = start(
                        "--manifests %s --as shop/operator --report %s --no-denials --coverage 70 -- sh %s",
                        less, report, SCRIPT)
                .end()
                .ended(1);
        assertThat(run.out()).endsWith("left there\n");
        String summary = run.err().substring(run.err().indexOf("requests recorded"));
        assertThat(summary)
                .contains(
                        "1 denial\n",
                        "ServiceAccount shop/operator may not delete configmaps \"prices\" in shop, sent by kubectl\n",
                        "change rule 1 of Role shop/operator (" + less + ":13): verbs: [get, create] -> [get, create,"
                                + " delete]\n",
                        "2 of 3 permissions covered, which is 66 %, and 70 % are required\n",
                        "report: " + report.resolve("report.html"))
                .hasLineCount(6);
        assertThat(report.resolve("report.sarif")).exists();
        assertNothingIsLeft();
    }

    /** Also without the program {@code kill}, as in small images. What a failed command used narrows nothing. */
    @Test
    void a_signal_is_passed_on_and_the_exit_code_passed_back() throws Exception {
        Path programs = Files.createDirectories(directory.resolve("programs"));
        Files.createSymbolicLink(programs.resolve("sleep"), Path.of("/bin/sleep"));
        Path report = directory.resolve("report");
        RunProcess running = start(
                Map.of("PATH", programs.toString()),
                "--manifests %s --as shop/operator --report %s --no-denials -- /bin/sh -c %s",
                RBAC,
                report,
                "trap 'echo ends; exit 7' TERM; echo runs; while :; do sleep 0.1; done");
        awaitText("out", "runs");
        running.process().destroy();
        Run run = running.end().ended(7);
        assertThat(run.out()).isEqualTo("runs\nends\n");
        assertThat(run.err())
                .contains(
                        "kubeuser: sh ended with exit code 7\n",
                        "kubeuser: what it used is not known to the end, so the policy is not narrowed\n")
                .doesNotContain("granted and not used");
        assertThat(report.resolve("report.md")).content().startsWith("# RBAC coverage\n\n**1 of 1 test failed**: sh.");
        assertThat(report.resolve("narrowed-policy.diff")).content().startsWith("# 1 of 1 test failed: sh.");
        assertNothingIsLeft();
    }

    @Test
    void a_cluster_that_died_proves_nothing() throws Exception {
        RunProcess.require("kubectl");
        Path go = directory.resolve("go");
        RunProcess running = start(
                "--manifests %s --user alice --groups dev,ops --no-denials -- sh -c %s",
                RBAC, "kubectl auth whoami; echo runs; until [ -e " + go + " ]; do sleep 0.1; done");
        awaitText("out", "runs");
        List<ProcessHandle> clusters = running.process()
                .descendants()
                .filter(child -> child.info().command().orElse("").contains("control-plane"))
                .toList();
        assertThat(clusters).hasSize(1);
        clusters.get(0).destroyForcibly();
        clusters.get(0).onExit().get();
        Files.createFile(go);
        Run run = running.end().ended(3);
        assertThat(run.out()).containsPattern("Groups +\\[dev ops system:authenticated]");
        assertThat(run.err())
                .contains(
                        "kubeuser run: the cluster did not run until the end, so its requests prove nothing:"
                                + " The embedded control plane at https://",
                        "(signal 9)");
        assertNothingIsLeft();
    }

    @Test
    void without_a_command_the_cluster_stays_until_a_signal_and_removes_what_a_killed_one_left() throws Exception {
        Process killed = start("--manifests %s --as shop/operator -- sh -c %s", RBAC, "echo runs; sleep 60")
                .process();
        awaitText("out", "runs");
        List<ProcessHandle> commands = killed.descendants().toList();
        killed.destroyForcibly().waitFor();
        commands.forEach(ProcessHandle::destroyForcibly);
        assertThat(temporary()).isNotEmptyDirectory();

        RunProcess staying = start("--manifests %s --as shop/operator", RBAC);
        awaitText("err", "Ctrl-C ends the cluster");
        new ProcessBuilder("kill", "-TERM", String.valueOf(staying.process().pid())).start();
        assertThat(staying.end().ended(0).err()).contains("kubeuser: export KUBECONFIG=" + temporary());
        assertNothingIsLeft();
    }

    @Test
    void settings_of_the_jvm_count() throws Exception {
        String definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: %1$s.example.com}
            spec:
              group: example.com
              names: {kind: Page, plural: %1$s}
              scope: Namespaced
              versions:
                - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
            ---
            """;
        Path ofOneKind = Files.writeString(
                directory.resolve("crds.yaml"), definition.formatted("pages") + definition.formatted("leaves"));
        Run late = start(settings("-Dkubeuser.policy-timeout=700ms"), "--manifests %s -- true", ofOneKind)
                .end()
                .ended(3);
        assertThat(late.err()).contains("was not served within 0.7 s (kubeuser.policy-timeout)");
        start(settings("-Dkubeuser.cluster=kind"), "-- true").end().ended(2);
        assertNothingIsLeft();
    }

    /** Whoever runs a program in another language need not know Java. */
    @Test
    void the_report_of_a_setting_suggests_lines_of_a_table() throws Exception {
        RunProcess.require("kubectl");
        Path report = directory.resolve("report");
        Run run = start(
                        settings("-Dkubeuser.report=" + report),
                        "--manifests %s --as shop/operator -- kubectl get configmaps prices --namespace shop"
                                + " --ignore-not-found",
                        RBAC)
                .end()
                .ended(0);
        assertThat(run.err()).endsWith("kubeuser: report: " + report.resolve("report.html") + "\n");
        assertThat(report.resolve("report.md"))
                .content()
                .contains("- {given: serviceaccount:shop/operator, when: {verb: get, resource: secrets, namespace:"
                        + " shop}, then: allow} # covers 1 permission")
                .doesNotContain("assertThat(");
    }

    private static Map<String, String> settings(String options) {
        return Map.of("JAVA_TOOL_OPTIONS", options);
    }

    /** Annotations are of Java. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        -- no-such --secret=x | there is no program "no-such" to run: it is not on the PATH
        ./no-such | there is no program "./no-such" to run: no file
        --identity claims.json -- true | add --authentication FILE
        --authentication COMPANY --identity missing.json -- true | --identity: missing.json:
        --authentication COMPANY --identity src -- true | --identity: src: it is a directory
        --as shop/operator --user alice -- true | --as, --user and --identity are subjects
        --as operator -- true | --as: "operator" has no namespace: write NAMESPACE/NAME
        --kubeconfig web=web -- true | --kubeconfig: "web" has no namespace
        --kubeconfig 'a b=shop/web' -- true | a kubeconfig cannot be named "a b"
        --user alice --groups 'dev, ops, dev' -- true | the group "dev" is given twice
        --groups dev -- true | --groups is of a user: add --user
        --user alice --groups system:masters | For an administrator, bind another group to the ClusterRole cluster-admin
        --user system:anonymous | A request without a credential needs no user: leave it out
        --set a=b -- true | --release, --values and --set are of a chart
        --no-denials -- true | required of a subject
        --manifests no-such.yaml -- true | no-such.yaml
        --cluster kind -- true | --cluster kind:
        --coverage all --as a/b -- true | --coverage all:
        --webhooks 127.0.0.1 --webhook-ca RBAC -- true | "127.0.0.1" is not a host with a port: write for example 127.0.0.1:9443
        --webhooks :9443 --webhook-ca RBAC -- true | ":9443" is not a host with a port: write for example 127.0.0.1:9443
        --webhooks 'a b:1' --webhook-ca RBAC -- true | "a b:1" is not a host with a port: write for example 127.0.0.1:9443
        --webhooks https://host:1 --webhook-ca RBAC -- true | "https://host:1" is not a host with a port: write for example 127.0.0.1:9443
        --webhooks host:0 --webhook-ca RBAC -- true | "host:0" is not a host with a port: write for example 127.0.0.1:9443
        --webhooks host:123456 --webhook-ca RBAC -- true | "host:123456" is not a host with a port: write for example 127.0.0.1:9443
        --webhooks 127.0.0.1:9443 -- true | --webhooks and --webhook-ca go together
        --webhook-ca RBAC -- true | --webhooks and --webhook-ca go together
        --webhooks 127.0.0.1:9443 --webhook-ca RBAC -- true | the authority is not a certificate
        --webhooks 127.0.0.1:9443 --webhook-ca no-such.pem -- true | no-such.pem: there is no such file
        """)
    void mistakes_are_told_before_anything_starts(String options, String words) {
        String line = options.replace("COMPANY", COMPANY).replace("RBAC", RBAC);
        assertThat(Run.of("run " + line).mistaken(words).err()).doesNotContain("secret", "Usage:", "@Kube");
    }
}
