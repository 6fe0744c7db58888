// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.binding;
import static dev.kubeuser.cli.Rbac.role;
import static dev.kubeuser.cli.Run.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A policy is looked through without a cluster, and the exit code says whether there is something to see. */
class LintCommandTest {

    private static final String ORDERS = "src/test/resources/orders.yaml";
    private static final String DEPLOYERS = "src/test/resources/deployers.yaml";
    private static final String NOTHING = "no risky permission and no escalation path found" + System.lineSeparator();

    @TempDir
    private Path directory;

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private String policy(String text) throws IOException {
        return file("policy.yaml", text);
    }

    @Test
    void a_policy_without_risks_passes() {
        assertThat(Run.of("lint", ORDERS)).isEqualTo(new Run(0, NOTHING, ""));
    }

    @Test
    void escalation_paths_risks_and_gaps_are_told_with_file_and_line() {
        assertThat(Run.of("lint", DEPLOYERS).ended(1).out())
                .contains(
                        "1 risky permission",
                        "  escalate (writes roles beyond its own permissions): see https://",
                        "rule 1 of ClusterRole deployer (" + DEPLOYERS + ":6)",
                        "1 escalation path to cluster-admin",
                        "  ServiceAccount ci/deployer can become cluster-admin in 1 step",
                        "1 binding to a role that is not in the files: what these grant is not known here",
                        "ClusterRoleBinding viewers (" + DEPLOYERS + ":23) to ClusterRole team-view");
    }

    @Test
    void a_bundle_of_olm_is_told_with_the_lines_of_its_version() {
        String bundle = "../../sample-tests/bundle";
        assertThat(Run.of(
                                "lint",
                                "olm:" + bundle,
                                "--namespace",
                                "operators",
                                "--can",
                                "operators/backups list namespaces")
                        .ended(0)
                        .out())
                .contains("rule 3 of ClusterRole backups-backups-lifted (" + bundle
                        + "/manifests/backups.clusterserviceversion.yaml:25)");
        assertThat(Run.of("lint", "olm:operators:" + bundle, "--namespace", "operators")
                        .ended(2)
                        .err())
                .contains(":49: backups.v1.4.0 supports only AllNamespaces, so an operator in operators cannot watch");
    }

    /** A new cluster admits such pods; of one with Pod Security that is not so. */
    @Test
    void pods_with_access_to_their_node_count_where_the_cluster_admits_them() throws IOException {
        String namespace = """
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: dev, labels: {LABEL}}
            """;
        String policy = policy(binding("RoleBinding dev/editors", "ClusterRole edit", "Group developers"));
        String assumption = "Assumed: the cluster refuses pods with access to their node.";
        Run refused = Run.of("lint", policy).ended(0);
        assertThat(refused.out()).contains("no risky permission and no escalation path found", assumption);
        assertThat(Run.of("lint", "--format", "json", policy).out()).contains("\"withoutHostPods\": true");

        assertThat(Run.of("lint", "--host-pods", "admitted", policy).ended(1).out())
                .contains(
                        "Group developers can become cluster-admin in 1 step",
                        "runs a pod in dev, where Pod Security allows access to nodes,",
                        "label namespace dev pod-security.kubernetes.io/enforce=baseline")
                .doesNotContain(assumption);

        file("namespace.yaml", namespace.replace("LABEL", "a: b"));
        Run.of("lint", "--host-pods", "admitted", directory.toString()).ended(1);
        file("namespace.yaml", namespace.replace("LABEL", "pod-security.kubernetes.io/enforce: baseline"));
        assertThat(Run.of("lint", "--host-pods", "admitted", directory.toString()))
                .isEqualTo(new Run(0, NOTHING, ""));
    }

    @Test
    void a_risk_is_explained_once_with_all_its_rules() throws IOException {
        String[] rules = {
            "{apiGroups: [''], resources: [secrets], verbs: [get]}",
            "{apiGroups: [''], resources: [pods], verbs: [create]}"
        };
        String policy = policy(role("Role dev/one", rules) + role("Role dev/two", rules));
        assertThat(Run.of("lint", policy).out().lines())
                .hasSize(7)
                .startsWith("4 risky permissions")
                .satisfies(
                        line -> assertThat(line).startsWith("  secrets-read (").contains("see https://"),
                        Index.atIndex(1))
                .satisfies(line -> assertThat(line).contains("rule 1 of Role dev/one ("), Index.atIndex(2))
                .satisfies(line -> assertThat(line).contains("rule 1 of Role dev/two ("), Index.atIndex(3))
                .satisfies(line -> assertThat(line).startsWith("  workload-creation ("), Index.atIndex(4))
                .satisfies(line -> assertThat(line).contains("rule 2 of Role dev/one ("), Index.atIndex(5))
                .satisfies(line -> assertThat(line).contains("rule 2 of Role dev/two ("), Index.atIndex(6));
    }

    @Test
    void accepted_risks_and_paths_are_none() throws IOException {
        String accepted = file("risks.txt", "escalate in ClusterRole deployer\n");
        Run lint = Run.of("lint", DEPLOYERS, "--accepted-risks", accepted).ended(1);
        assertThat(lint.out()).doesNotContain("risky").contains("1 escalation path to cluster-admin");
        assertThat(lint.err()).contains("repeat the command with --accept, which adds it to " + accepted);

        file(
                "risks.txt",
                "escalate in ClusterRole deployer\nescalation-path from ServiceAccount ci/deployer by ESCALATE\n");
        Run all = Run.of("lint", DEPLOYERS, "--accepted-risks", accepted).ended(0);
        assertThat(all.out()).endsWith("2 findings, all accepted" + System.lineSeparator());
    }

    @Test
    void a_first_baseline_is_written() throws IOException {
        String open = binding(
                "ClusterRoleBinding open", "ClusterRole cluster-admin", "Group system:unauthenticated", "User ann");
        String policy = policy(Files.readString(Path.of(DEPLOYERS)) + open);
        Path accepted = directory.resolve("new/accepted.txt");
        Run first = Run.of("lint", policy, "--accepted-risks", accepted.toString(), "--accept")
                .ended(0);
        assertThat(first.err())
                .isEqualTo("kubeuser lint: lines added to " + accepted + ": 6. Review each before you commit it"
                        + System.lineSeparator());
        assertThat(accepted).content().startsWith("# Added by kubeuser lint --accept on ");
        assertThat(Files.readAllLines(accepted).stream().skip(1))
                .containsExactly(
                        "public-access by ClusterRoleBinding open",
                        "escalation-path from Group system:unauthenticated",
                        "escalation-path from User ann",
                        "escalation-path from ServiceAccount ci/deployer by ESCALATE",
                        "escalation-path from Group viewers by ANONYMITY",
                        "escalate in ClusterRole deployer");

        Run.of("lint", policy, "--accepted-risks", accepted.toString()).ended(0);

        Files.writeString(accepted, "# by hand\nGroup sre gains list secrets in prod");
        Run.of("lint", policy, "--accepted-risks", accepted.toString(), "--accept")
                .ended(0);
        assertThat(accepted).content().startsWith("# by hand\nGroup sre gains list secrets in prod\n# Added by ");
        assertThat(Run.of("lint", policy, "--accept").err()).contains("name it by --accepted-risks FILE");

        String misleading = file("misleading.yaml", open.replace("\"ann\"", "\"ann until 2999-01-01\""));
        Run refused = Run.of("lint", misleading, "--accepted-risks", accepted.toString(), "--accept")
                .ended(2);
        assertThat(refused.err()).contains("no line can accept \"escalation-path from User ann until 2999-01-01\"");
    }

    @Test
    void what_everybody_may_do_comes_first() throws IOException {
        String binding = binding(
                "ClusterRoleBinding open",
                "ClusterRole system:discovery",
                "Group interns",
                "Group system:unauthenticated",
                "User system:anonymous");
        String policy = policy(Files.readString(Path.of(DEPLOYERS)) + binding);
        assertThat(Run.of("lint", policy).ended(1).out().lines())
                .startsWith(
                        "1 binding gives everybody something",
                        "  ClusterRoleBinding open (" + policy
                                + ":36) gives Group system:unauthenticated, User system:anonymous"
                                + " ClusterRole system:discovery",
                        "1 escalation path to cluster-admin");

        policy(binding);
        String accepted = file("risks.txt", "public-access by ClusterRoleBinding open\n");
        Run.of("lint", policy).ended(1);
        assertThat(Run.of("lint", policy, "--accepted-risks", accepted))
                .isEqualTo(new Run(0, "1 finding, all accepted" + System.lineSeparator(), ""));
        file("risks.txt", "public-access\n");
        assertThat(Run.of("lint", policy, "--accepted-risks", accepted).err())
                .contains("write which binding gives it, as in public-access by ClusterRoleBinding readers");
    }

    /** What view has too, or Kubernetes gives anyway, is listed once or not at all. */
    @Test
    void rules_of_roles_of_kubernetes_are_listed_and_change_no_exit_code() throws IOException {
        String labels = ", labels: {rbac.authorization.k8s.io/aggregate-to-view: 'true'}}";
        String policy = policy(role(
                        "ClusterRole widgets",
                        "{apiGroups: [example.com], resources: [widgets], verbs: [list]}",
                        "{apiGroups: [''], resources: [pods], verbs: [list]}")
                .replace("{name: widgets}", "{name: widgets" + labels));
        assertThat(Run.of("lint", policy).ended(0).out().replace(policy, "POLICY"))
                .isEqualTo("""
            1 rule becomes part of a role of Kubernetes
              rule 1 of ClusterRole widgets (POLICY:6): {apiGroups: [example.com], resources: [widgets], verbs: [list]}: \
            whoever is bound to ClusterRole view gains it
            no risky permission and no escalation path found
            """);
        assertThat(Run.of("lint", "--format", "json", policy).out())
                .contains("\"into\": \"ClusterRole view\"", "\"role\": \"ClusterRole widgets\"");
        assertThat(Run.of("lint", "--format", "sarif", policy).out())
                .contains("ClusterRole view gains rule 1 of ClusterRole widgets: ");
    }

    @Test
    void what_cannot_work_is_told_and_changes_no_exit_code() throws IOException {
        String policy = policy(role(
                "Role dev/a",
                "{apiGroups: [''], resources: [pod], verbs: [get]}",
                "{apiGroups: [''], resources: [pods], verbs: [lists]}",
                "{apiGroups: [''], resources: ['pods/*'], verbs: [get]}",
                "{apiGroups: [''], resources: [configmaps], resourceNames: [a], verbs: [create]}",
                "{apiGroups: [''], resources: [nodes], verbs: [get]}",
                "{apiGroups: [''], resources: [secrets], resourceNames: [a], verbs: [create, patch]}",
                "{apiGroups: [''], resources: [namespaces], verbs: [get]}",
                "{apiGroups: [app], resources: [deployments], verbs: [get]}",
                "{apiGroups: [monitoring.coreos.com], resources: [servicemonitors], verbs: [get]}"));
        Run lint = Run.of("lint", policy).ended(0);
        assertThat(lint.out().replace(policy, "POLICY")).isEqualTo("""
                6 parts of rules have no effect
                  rule 1 of Role dev/a (POLICY:6): The API server has no resource "pod". Did you mean "pods"?
                  rule 2 of Role dev/a (POLICY:7): There is no verb "lists". Did you mean "list"?
                  rule 3 of Role dev/a (POLICY:8): The API server never asks for "get" on pods/* in the API groups ""
                  rule 4 of Role dev/a (POLICY:9): No request to create configmaps names the object, but an apply or a PUT, \
                which the role does not allow: add patch or update, or leave out resourceNames
                  rule 5 of Role dev/a (POLICY:10): A Role gives nothing on nodes, which are in no namespace: write it in \
                a ClusterRole, and bind that by a ClusterRoleBinding
                  rule 8 of Role dev/a (POLICY:13): Kubernetes has no API group "app". Did you mean "apps"?
                no risky permission and no escalation path found
                """);
        assertThat(Run.of("lint", "--unchecked", policy).out()).isEqualTo(NOTHING);
        assertThat(Run.of("lint", "--format", "json", policy).out())
                .contains("\"idleRules\": [", "\"rule\": \"rule 1 of Role dev/a\"");
    }

    @Test
    void a_rule_names_objects_by_its_resource_names() throws IOException {
        String policy = policy(role("ClusterRole web", "{apiGroups: [''], resources: [pods/web], verbs: [get]}"));
        assertThat(Run.of("lint", policy).out())
                .contains("; an object's name goes into resourceNames" + System.lineSeparator());
    }

    @Test
    void a_misspelt_role_is_told_with_what_may_be_meant() throws IOException {
        String policy =
                policy(Files.readString(Path.of(ORDERS)).replaceFirst("(?s)(roleRef:.*?name: orders-)team", "$1taem"));
        assertThat(Run.of("lint", policy).out()).contains("to Role orders/orders-taem. Did you mean \"orders-team\"?");
    }

    @Test
    void what_names_no_namespace_is_in_the_one_that_is_given() throws IOException {
        String policy = policy(Files.readString(Path.of(ORDERS)).replace("  namespace: orders\n", ""));
        String question = "group:orders-team list pods -n shop";
        assertThat(Run.of("lint", policy, "--can", question).out()).startsWith("no: ");
        assertThat(Run.of("lint", policy, "--namespace", "shop", "--can", question)
                        .out())
                .startsWith("yes: ")
                .contains("RoleBinding shop/orders-team");
    }

    @Test
    void options_of_a_chart_need_one() {
        for (String command : List.of("lint", "init", "compare")) {
            assertThat(Run.of(command, "target/none", ORDERS, "--set", "a=b")
                            .ended(2)
                            .err())
                    .contains("--release, --values and --set are of a chart: name one, as in helm:charts/operator");
        }
    }

    /** As production installs it. */
    @Test
    void a_chart_is_looked_through_with_values() {
        RunProcess.require("helm");
        String chart = "helm:../../sample-tests/charts/backups";
        String question = "prod/nightly list backups.samples.kubeuser.dev -n elsewhere";
        String[] installed = {"--release", "nightly", "--namespace", "prod", "--can", question};
        assertThat(lint(chart, installed).out()).startsWith("no: ");
        assertThat(lint(chart, installed, "--values", "../../sample-tests/charts/values-prod.yaml")
                        .out())
                .startsWith("yes: ");
    }

    private static Run lint(String source, String[] options, String... more) {
        return Run.of(Stream.of(Stream.of("lint", source), Stream.of(options), Stream.of(more))
                .flatMap(each -> each)
                .toArray(String[]::new));
    }

    @Test
    void an_answer_is_no_finding_for_a_code_host() {
        Run run = Run.of("lint", ORDERS, "--format", "sarif", "--who-can", "list pods")
                .ended(2);
        assertThat(run.err()).contains("leave out --can and --who-can, or write --format json");
    }

    /** JSON ends without the newline at which the writer of a terminal flushes. */
    @ParameterizedTest
    @EnumSource
    void the_program_prints_each_format(Format format) throws Exception {
        Run run = Shop.in(directory.resolve("shop"))
                .write("rbac.yaml", Files.readString(Path.of(DEPLOYERS)))
                .kubeuser("lint", "rbac.yaml", "--format", format.name())
                .ended(1);
        assertThat(run.out()).contains("rbac.yaml");
    }

    @Test
    void a_subject_may_or_may_not() {
        assertThat(Run.of("lint", ORDERS, "--can", "group:orders-team list pods -n orders")
                        .ended(0)
                        .out())
                .contains(
                        "yes: Group orders-team may list pods in orders",
                        "through RoleBinding orders/orders-team (" + ORDERS + ":11) to Group orders-team");

        Run no = Run.of("lint", ORDERS, "--can", "group:orders-team delete pods -n orders")
                .ended(1);
        assertThat(no.out())
                .contains("no: Group orders-team may not delete pods in orders", "but only for other verbs");

        assertThat(Run.of("lint", ORDERS, "--can", "group:orders-team list pods")
                        .out())
                .startsWith("no: ");
    }

    @Test
    void a_role_that_is_not_in_the_files_leaves_the_answer_open() {
        assertThat(Run.of("lint", DEPLOYERS, "--can", "group:viewers list pods").out())
                .contains("not known: what ClusterRoleBinding viewers", "ClusterRole team-view is not in the files");
    }

    /** In {@code kube-system}, who may make pods can use the ServiceAccounts of controllers. */
    @Test
    void default_roles_and_bindings_are_known() throws IOException {
        String policy = policy(binding("RoleBinding kube-system/sre", "ClusterRole edit", "Group sre"));
        assertThat(Run.of("lint", policy).out())
                .startsWith("1 escalation path to cluster-admin" + System.lineSeparator() + "  Group sre can become")
                .contains(
                        "any member of group sre ",
                        "through RoleBinding kube-system/sre (",
                        "aggregated into ClusterRole edit")
                .doesNotContain("not in the files");
        assertThat(Run.of("lint", policy, "--can", "group:sre list pods -n kube-system")
                        .out())
                .startsWith("yes: ");
        assertThat(Run.of("lint", policy, "--who-can", "create tokenreviews.authentication.k8s.io")
                        .out())
                .startsWith("nobody in the bindings may ");
    }

    @Test
    void who_may_do_something_is_listed() {
        Run found = Run.of("lint", ORDERS, "--who-can", "list pods -n orders").ended(0);
        assertThat(found.out()).contains("who may list pods in orders:", "  Group orders-team");

        Run none = Run.of("lint", ORDERS, "--who-can", "list secrets").ended(1);
        assertThat(none.out()).contains("nobody in the bindings may list secrets");
    }

    /** As in statements, a question without a name is also about each name. */
    @Test
    void who_may_do_something_to_some_objects_is_listed() throws IOException {
        String named = policy(role(
                        "Role m1/some",
                        "{apiGroups: [''], resources: [secrets], resourceNames: [s1], verbs: [get, create]}",
                        "{apiGroups: [''], resources: [namespaces], verbs: [delete]}")
                + binding("RoleBinding m1/some", "Role some", "User mia"));
        for (String question : List.of("get secrets -n m1", "create secrets -n m1", "delete namespaces")) {
            assertThat(Run.of("lint", named, "--who-can", question).ended(0).out())
                    .contains("who may " + question.replace("-n", "in") + " for some names:", "  User mia", "  rule ");
        }
        Run none = Run.of("lint", named, "--who-can", "get secrets -n m2").ended(1);
        assertThat(none.out()).contains("nobody in the bindings may get secrets in m2");
        assertThat(Run.of("lint", named, "--who-can", "create secrets s1 -n m1").out())
                .contains("who may create secrets \"s1\" in m1:", "  User mia");
    }

    @ParameterizedTest
    @CsvSource({
        "get PODS, The API server has no resource \"PODS\". Did you mean \"pods\"?",
        "get pod, Did you mean \"pods\"?",
        "list secret, Did you mean \"secrets\"?",
        "list secrts, Did you mean \"secrets\"?",
        "lsit pods, There is no verb \"lsit\" for pods",
        "list deployments, Did you mean \"deployments.apps\"?",
        "get pods/logs, Did you mean \"pods/log\"?",
        "list nodes -n orders, nodes are in no namespace: leave out -n orders",
        "get pods/web -n orders, an object's name goes into NAME",
        "deletecollection pods web -n orders, leave out the name web",
        "list things.example.com, The API server has no resource \"things.example.com\""
    })
    void a_typo_is_no_answer(String question, String message) {
        assertUsage(Run.of("lint", ORDERS, "--can", "user:x " + question), message);
        assertUsage(Run.of("lint", ORDERS, "--who-can", question), message);
        Run asWritten =
                Run.of("lint", ORDERS, "--unchecked", "--who-can", question).ended(1);
        assertThat(asWritten.out()).startsWith("nobody in the bindings may ");
    }

    @ParameterizedTest
    @CsvSource({
        "get pods -n Orders, for all at once there is the question without -n",
        "get /api/v1/pods, 'name verb and resource, as in list pods -n dev'",
        "get /healthz -n orders, leave out -n orders"
    })
    void what_cannot_be_asked_is_told_in_words_of_the_command_line(String question, String message) {
        assertUsage(Run.of("lint", ORDERS, "--unchecked", "--who-can", question), message);
    }

    @Test
    void a_resource_of_a_group_that_is_not_in_the_files_is_asked_about_by_an_option() {
        assertUsage(
                Run.of("lint", ORDERS, "--who-can", "list things.example.com"),
                "or ask with --unchecked what would hold for it");
    }

    @Test
    void resources_that_the_files_define_are_known() throws IOException {
        String things = file("things.yaml", """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.example.com}
            spec:
              group: example.com
              scope: Cluster
              names: {plural: things, kind: Thing}
              versions: [{name: v1, served: true, storage: true}]
            """);
        assertThat(Run.of("lint", ORDERS, things, "--who-can", "list things.example.com")
                        .out())
                .contains("nobody in the bindings may list things.example.com");
        assertUsage(Run.of("lint", ORDERS, things, "--who-can", "list Thing"), "Did you mean \"things.example.com\"?");
    }

    @Test
    void resources_and_verbs_beyond_requests_are_known() {
        for (String question : List.of(
                "list nodes",
                "get namespaces orders",
                "approve signers.certificates.k8s.io kubernetes.io/kubelet-serving",
                "bind clusterroles.rbac.authorization.k8s.io",
                "impersonate users jane",
                "create pods/exec -n orders",
                "update deployments.apps/scale web -n orders",
                "* *",
                "get /healthz")) {
            assertThat(Run.of("lint", ORDERS, "--who-can", question).err()).isEmpty();
        }
        assertUsage(
                Run.of(words(
                        "lint %s --kubernetes 1.35 --who-can %s",
                        ORDERS, "impersonate:user-info users.authentication.k8s.io")),
                "Kubernetes does from 1.36 on");
    }

    @Test
    void cluster_admin_is_known_without_a_cluster() throws IOException {
        String admins = policy(binding("ClusterRoleBinding admins", "ClusterRole cluster-admin", "User ann"));
        Run.of("lint", admins, "--can", "user:ann delete nodes").ended(0);
        assertThat(Run.of("lint", admins).ended(1).out().lines())
                .containsExactly(
                        "1 subject that a default role makes cluster-admin",
                        "  User ann is cluster-admin by its bindings");

        String accepted = file("risks.txt", "escalation-path from User ann\n");
        Run.of("lint", admins, "--accepted-risks", accepted).ended(0);
    }

    @Test
    void wrong_usage_and_bad_input_say_what_to_do() {
        assertUsage(Run.of("lint"), "Missing required parameter: 'SOURCE'");
        assertUsage(Run.of("lint", "nowhere.yaml"), "nowhere.yaml does not exist");
        assertUsage(
                Run.of("lint", ORDERS, "--can", "jane get pods"), "\"jane\" names no subject: write \"User alice\"");
        assertUsage(Run.of("lint", ORDERS, "--who-can", "secrets"), "write VERB RESOURCE [NAME] [-n NAMESPACE]");
        assertUsage(Run.of("lint", ORDERS, "--kubernetes", "new"), "new");
        assertUsage(Run.of("lnit", ORDERS), "Unmatched arguments");
    }

    private static void assertUsage(Run run, String words) {
        assertThat(run.ended(2).err()).contains(words).doesNotContain("\tat ");
    }
}
