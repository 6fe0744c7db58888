// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Run.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are for sh")
@Order(1) // takes longest
class RunCommandTest {

    private static final String RBAC = "src/test/resources/run/rbac.yaml";
    private static final String SCRIPT = "src/test/resources/run/reconcile.sh";

    @TempDir
    private Path directory;

    private Path temporary() throws IOException {
        return Files.createDirectories(directory.resolve("tmp"));
    }

    private Process start(String... arguments) throws IOException {
        return RunProcess.start(directory, arguments).process();
    }

    private Process start(Map<String, String> variables, String... arguments) throws IOException {
        return RunProcess.start(directory, Path.of(""), variables, List.of(arguments))
                .process();
    }

    /** Runs a command as the operator, with a report. */
    private Run reported(Path report, String... command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of("--manifests", RBAC, "--as", "shop/operator", "--report", report.toString(), "--"));
        arguments.addAll(List.of(command));
        return end(start(arguments.toArray(String[]::new)));
    }

    private Run end(Process process) throws IOException, InterruptedException {
        return new RunProcess(process, directory).end();
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
    void a_command_runs_as_an_identity() throws Exception {
        RunProcess.require("kubectl");
        Path claims = Files.writeString(directory.resolve("ann.json"), """
            {"iss": "https://keycloak.example.com/realms/company", "preferred_username": "ann", "groups": ["/k8s/sre"]}\
            """);
        Run run = end(start(words(
                        "--authentication ../../sample-tests/authentication/company.yaml --identity %s -- kubectl auth whoami",
                        claims)))
                .ended(0);
        assertThat(run.out())
                .containsPattern("Username +ann@company\n")
                .containsPattern("Groups +\\[sre system:authenticated]");
        assertThat(run.err()).contains("kubectl runs as identity \"ann.json\"");
    }

    @Test
    void a_script_runs_as_the_service_account() throws Exception {
        RunProcess.require("kubectl");
        Run run = end(start(words(
                        "--manifests %s --as shop/operator --kubeconfig web-shop=shop/web --no-denials -- sh -c %s",
                        RBAC,
                        "sh " + SCRIPT
                                + "; echo tokens by $(grep -o /bin/cat $KUBECONFIG); ls -l $KUBECONFIG"
                                + " $KUBEUSER_ADMIN_KUBECONFIG $KUBEUSER_KUBECONFIG_WEB_SHOP; kubectl --kubeconfig"
                                + " $KUBEUSER_ADMIN_KUBECONFIG get secrets")))
                .ended(0);
        assertThat(run.out())
                .startsWith("configmap/prices created\nconfigmap/prices\n")
                .contains("\ntokens by /bin/cat\n");
        assertThat(run.out().lines().filter(line -> line.startsWith("-rw-------")))
                .hasSize(3);
        assertThat(run.err())
                .contains(
                        "kubeuser: sh runs as ServiceAccount shop/operator\n",
                        "kubeuser: nothing that was applied has the ServiceAccount shop/web: it is created\n",
                        "none refused\n",
                        "granted and not used: get secrets (" + RBAC + ":16)\n");
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
        Run run = end(start("--", "sh", "-c", fork + "ann & " + fork + "bob; wait"))
                .ended(0);
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
        Run run = end(start(words(
                        "--manifests %s --as shop/operator --report %s --no-denials --coverage 70 -- sh %s",
                        less, report, SCRIPT)))
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

    @Test
    void a_threshold_of_no_policy_says_what_to_apply() throws Exception {
        RunProcess.require("kubectl");
        Run run = end(start("--as", "shop/operator", "--coverage", "1", "--", "sh", "-c", "kubectl get pods || true"))
                .ended(1);
        assertThat(run.err())
                .contains("1 denial\n", "kubeuser: no policy was under test: apply roles and bindings, or remove the")
                .doesNotContain("@Kube");
    }

    /** Whoever runs a program in another language need not know Java. */
    @Test
    void the_report_suggests_lines_of_a_table() throws Exception {
        RunProcess.require("kubectl");
        Path report = directory.resolve("report");
        reported(report, "kubectl", "get", "configmaps", "prices", "--namespace", "shop", "--ignore-not-found")
                .ended(0);
        assertThat(report.resolve("report.md"))
                .content()
                .contains("- {given: serviceaccount:shop/operator, when: {verb: get, resource: secrets, namespace:"
                        + " shop}, then: allow} # covers 1 permission")
                .doesNotContain("assertThat(");
    }

    @Test
    void what_a_failed_command_used_narrows_nothing() throws Exception {
        Path report = directory.resolve("report");
        assertThat(reported(report, "sh", "-c", "exit 3").ended(3).err())
                .contains(
                        "kubeuser: sh ended with exit code 3\n",
                        "kubeuser: what it used is not known to the end, so the policy is not narrowed\n")
                .doesNotContain("granted and not used");
        assertThat(report.resolve("report.md")).content().startsWith("# RBAC coverage\n\n**1 of 1 test failed**: sh.");
        assertThat(report.resolve("narrowed-policy.diff")).content().startsWith("# 1 of 1 test failed: sh.");
    }

    @Test
    void a_signal_is_passed_on_and_the_exit_code_passed_back() throws Exception {
        Process process = start(words(
                "--user alice --groups dev,ops --no-denials -- sh -c %s",
                "trap 'echo ends; exit 7' TERM; echo runs; while :; do sleep 0.1; done"));
        awaitText("out", "runs");
        process.toHandle().destroy();
        Run run = end(process).ended(7);
        assertThat(run.out()).isEqualTo("runs\nends\n");
        assertThat(run.err()).contains("kubeuser: sh ended with exit code 7\n");
        assertNothingIsLeft();
    }

    /** As in small images. */
    @Test
    void without_a_program_kill_a_signal_is_passed_on() throws Exception {
        Path programs = Files.createDirectories(directory.resolve("programs"));
        Files.createSymbolicLink(programs.resolve("sleep"), Path.of("/bin/sleep"));
        Process process = start(
                Map.of("PATH", programs.toString()),
                words("-- /bin/sh -c %s", "trap 'echo ends; exit 7' TERM; echo runs; while :; do sleep 0.1; done"));
        awaitText("out", "runs");
        process.toHandle().destroy();
        assertThat(end(process).ended(7).out()).isEqualTo("runs\nends\n");
        assertNothingIsLeft();
    }

    @Test
    void a_cluster_that_died_proves_nothing() throws Exception {
        Path go = directory.resolve("go");
        Process process = start(words(
                "--manifests %s --as shop/operator --no-denials -- sh -c %s",
                RBAC, "echo runs; until [ -e " + go + " ]; do sleep 0.1; done"));
        awaitText("out", "runs");
        List<ProcessHandle> clusters = process.descendants()
                .filter(child -> child.info().command().orElse("").contains("control-plane"))
                .toList();
        assertThat(clusters).hasSize(1);
        clusters.get(0).destroyForcibly();
        clusters.get(0).onExit().get();
        Files.createFile(go);
        Run run = end(process).ended(3);
        assertThat(run.err())
                .contains(
                        "kubeuser run: the cluster did not run until the end, so its requests prove nothing:"
                                + " The embedded control plane at https://",
                        "(signal 9)");
        assertNothingIsLeft();
    }

    @Test
    void requests_without_a_credential_are_counted() throws Exception {
        RunProcess.require("kubectl", "curl");
        Run run = end(start(words(
                        "--manifests %s --as shop/operator --no-denials -- sh -c %s",
                        RBAC,
                        "curl -ks $(kubectl config view -o jsonpath={.clusters[0].cluster.server})/api/v1/secrets")))
                .ended(0);
        assertThat(run.out()).contains("cannot list resource");
        assertThat(run.err())
                .contains("kubeuser: refused without a credential, so as nobody's denial: 1 request. Does each client "
                        + "use its kubeconfig?\n");
    }

    @Test
    void the_next_run_removes_what_a_killed_one_left() throws Exception {
        Process killed = start("--manifests", RBAC, "--as", "shop/operator", "--", "sh", "-c", "echo runs; sleep 60");
        awaitText("out", "runs");
        List<ProcessHandle> commands = killed.descendants().toList();
        killed.destroyForcibly().waitFor();
        commands.forEach(ProcessHandle::destroyForcibly);
        assertThat(temporary()).isNotEmptyDirectory();
        end(start("--", "true")).ended(0);
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
        Run late = end(start(
                        settings("-Dkubeuser.policy-timeout=700ms"), "--manifests", ofOneKind.toString(), "--", "true"))
                .ended(3);
        assertThat(late.err()).contains("was not served within 0.7 s (kubeuser.policy-timeout)");
        end(start(settings("-Dkubeuser.cluster=kind"), "--", "true")).ended(2);
        Path report = directory.resolve("report");
        Run reported = end(start(
                settings("-Dkubeuser.report=" + report), "--manifests", RBAC, "--as", "shop/operator", "--", "true"));
        assertThat(reported.err()).endsWith("kubeuser: report: " + report.resolve("report.html") + "\n");
        assertNothingIsLeft();
    }

    private static Map<String, String> settings(String options) {
        return Map.of("JAVA_TOOL_OPTIONS", options);
    }

    @Test
    void without_a_command_the_cluster_stays_until_a_signal() throws Exception {
        Process process = start("--manifests", RBAC, "--as", "shop/operator");
        awaitText("err", "Ctrl-C ends the cluster");
        new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid())).start();
        assertThat(end(process).ended(0).err()).contains("kubeuser: export KUBECONFIG=" + temporary());
        assertNothingIsLeft();
    }

    @Test
    void mistakes_are_told_before_anything_starts() {
        String identity = "--authentication ../../sample-tests/authentication/company.yaml --identity %s -- true";
        assertMistake("there is no program \"no-such\" to run: it is not on the PATH", "-- no-such --secret=x");
        assertMistake("there is no program \"./no-such\" to run: no file", "./no-such");
        assertMistake("add --authentication FILE", "--identity claims.json -- true");
        assertMistake("--identity: missing.json: ", identity, "missing.json");
        assertMistake("--as, --user and --identity are subjects", "--as shop/operator --user alice -- true");
        assertMistake("--as: \"operator\" has no namespace: write NAMESPACE/NAME", "--as operator -- true");
        assertMistake("--kubeconfig: \"web\" has no namespace", "--kubeconfig web=web -- true");
        assertMistake("a kubeconfig cannot be named \"a b\"", "--kubeconfig %s -- true", "a b=shop/web");
        assertMistake("the group \"dev\" is given twice", "--user alice --groups %s -- true", "dev, ops, dev");
        assertMistake("--groups is of a user: add --user", "--groups dev -- true");
        assertMistake("--release, --values and --set are of a chart", "--set a=b -- true");
        assertMistake("required of a subject", "--no-denials -- true");
        assertMistake("no-such.yaml", "--manifests no-such.yaml -- true");
        assertMistake("--cluster kind: ", "--cluster kind -- true");
        assertMistake("--coverage all: ", "--coverage all --as a/b -- true");
    }

    /** Annotations are of Java. */
    @Test
    void a_user_who_cannot_be_is_told_in_words_of_the_command_line() {
        Run admin = assertMistake(
                "For an administrator, bind another group to the ClusterRole cluster-admin",
                "--user alice --groups system:masters");
        Run nobody =
                assertMistake("A request without a credential needs no user: leave it out", "--user system:anonymous");
        assertThat(admin.err() + nobody.err()).doesNotContain("@Kube");
    }

    /** A pipe may never end, and a device neither. */
    @Test
    void claims_are_in_a_regular_file() throws Exception {
        Path pipe = directory.resolve("pipe.json");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertNoClaims(pipe);
        assertNoClaims(Files.createSymbolicLink(directory.resolve("zero.json"), Path.of("/dev/zero")));
    }

    private static void assertNoClaims(Path file) {
        assertMistake(
                "--identity: " + file + ": it is not a regular file",
                "--authentication ../../sample-tests/authentication/company.yaml --identity %s -- true",
                file);
    }

    private static Run assertMistake(String message, String line, Object... operands) {
        Run run = Run.of(words("run " + line, operands)).ended(2);
        assertThat(run.err()).contains(message).doesNotContain("\tat ", "secret", "Kubernetes v", "Usage:");
        return run;
    }
}
