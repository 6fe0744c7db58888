// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.binding;
import static dev.kubeuser.cli.Rbac.role;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static Run lint(int exitCode, String line, Object... operands) {
        return Run.of("lint " + line, operands).ended(exitCode);
    }

    @Test
    void a_policy_without_risks_passes() {
        assertThat(Run.of("lint %s", ORDERS)).isEqualTo(new Run(0, NOTHING, ""));
    }

    @Test
    void a_bundle_of_olm_is_told_with_the_lines_of_its_version() {
        String bundle = "../../sample-tests/bundle";
        String question = "--namespace operators --can 'operators/backups list namespaces'";
        assertThat(lint(0, "olm:" + bundle + " " + question).out())
                .contains("rule 3 of ClusterRole backups-backups-lifted (" + bundle
                        + "/manifests/backups.clusterserviceversion.yaml:25)");
    }

    @Test
    void the_standard_input_is_a_source() throws Exception {
        String rule = "{apiGroups: [''], resources: [secrets], verbs: [get]}";
        String policy = policy(role("Role dev/readers", rule) + role("Role ci/readers", rule));

        Run piped = Run.piped(Path.of(policy), "lint -").ended(1);

        assertThat(piped.out())
                .contains("Role dev/readers (<stdin>: Role dev/readers)", "Role ci/readers (<stdin>: Role ci/readers)")
                .doesNotContain("<stdin>:1");
        assertThat(Run.piped(Path.of(policy), "compare --access %s -", policy)
                        .ended(0)
                        .err())
                .isEmpty();
    }

    @Test
    void the_standard_input_is_read_once() throws Exception {
        String policy = policy(role("Role dev/readers"));

        assertThat(Run.piped(Path.of(policy), "compare --access - -").ended(2).err())
                .contains("two sources are -", "save one of them in a file");
    }

    /** A new cluster admits such pods; of one with Pod Security that is not so. */
    @Test
    void pods_with_access_to_their_node_count_where_the_cluster_admits_them() throws IOException {
        String policy = policy(binding("RoleBinding dev/editors", "ClusterRole edit", "Group developers"));
        String assumption = "Assumed: the cluster refuses pods with access to their node.";
        assertThat(lint(0, policy).out()).contains(NOTHING, assumption);
        assertThat(lint(0, "--format json %s", policy).out()).contains("\"withoutHostPods\": true");

        assertThat(lint(1, "--host-pods admitted %s", policy).out())
                .contains(
                        "Group developers can become cluster-admin in 1 step",
                        "runs a pod in dev, where Pod Security allows access to nodes,",
                        "label namespace dev pod-security.kubernetes.io/enforce=baseline")
                .doesNotContain(assumption);

        String namespace = "{apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {%s}}}";
        file("namespace.yaml", namespace.formatted("a: b"));
        lint(1, "--host-pods admitted %s", directory);
        file("namespace.yaml", namespace.formatted("pod-security.kubernetes.io/enforce: baseline"));
        assertThat(Run.of("lint --host-pods admitted %s", directory)).isEqualTo(new Run(0, NOTHING, ""));
    }

    @Test
    void a_risk_is_explained_once_with_all_its_rules() throws IOException {
        String[] rules = {
            "{apiGroups: [''], resources: [secrets], verbs: [get]}",
            "{apiGroups: [''], resources: [pods], verbs: [create]}"
        };
        String policy = policy(role("Role dev/one", rules) + role("Role dev/two", rules));
        assertThat(lint(1, policy).out().lines().map(line -> line.replaceFirst(" \\(.*", "")))
                .containsExactly(
                        "4 risky permissions",
                        "  secrets-read",
                        "    rule 1 of Role dev/one",
                        "    rule 1 of Role dev/two",
                        "  workload-creation",
                        "    rule 2 of Role dev/one",
                        "    rule 2 of Role dev/two");
    }

    /** The cluster may have the role, with any rules. */
    @Test
    void a_binding_to_a_role_that_is_not_in_the_files_is_a_finding() throws IOException {
        String policy = policy(binding("ClusterRoleBinding debug", "ClusterRole platform-owner", "Group contractors"));
        assertThat(lint(1, policy).out()).isEqualTo("""
            1 binding to a role that is not in the files: what these grant is not known here
              ClusterRoleBinding debug (POLICY:2) to ClusterRole platform-owner
            """.replace("POLICY", policy));
        assertThat(lint(1, "--format sarif %s", policy).results().get(0).toString())
                .contains("unknown-role", "\"level\":\"error\"");
        Path accepted = directory.resolve("accepted.txt");
        lint(0, "%s --accepted-risks %s --accept", policy, accepted);
        assertThat(accepted)
                .content()
                .endsWith("unknown-role by ClusterRoleBinding debug to ClusterRole platform-owner\n");
        assertThat(lint(0, "%s --accepted-risks %s", policy, accepted).out()).contains("1 finding, all accepted");
        Files.writeString(accepted, "unknown-role by ClusterRoleBinding debug to ClusterRole other");
        lint(1, "%s --accepted-risks %s", policy, accepted);
        lint(0, policy(binding("RoleBinding dev/debug", "ClusterRole view", "Group contractors")));
    }

    @Test
    void accepted_risks_and_paths_are_none() throws IOException {
        String accepted = file("risks.txt", "escalate in ClusterRole deployer\n");
        Run lint = lint(1, "%s --accepted-risks %s", DEPLOYERS, accepted);
        assertThat(lint.out()).doesNotContain("risky").contains("1 escalation path to cluster-admin");
        assertThat(lint.err()).contains("repeat the command with --accept, which adds it to " + accepted);

        file("risks.txt", """
                escalate in ClusterRole deployer
                escalation-path from ServiceAccount ci/deployer by ESCALATE
                unknown-role by ClusterRoleBinding viewers to ClusterRole team-view
                """);
        Run all = lint(0, "%s --accepted-risks %s", DEPLOYERS, accepted);
        assertThat(all.out()).endsWith("3 findings, all accepted" + System.lineSeparator());
    }

    @Test
    void a_first_baseline_is_written() throws IOException {
        String open = binding(
                "ClusterRoleBinding open", "ClusterRole cluster-admin", "Group system:unauthenticated", "User ann");
        String policy = policy(Files.readString(Path.of(DEPLOYERS)) + open);
        Path accepted = directory.resolve("new/accepted.txt");
        Run first = lint(0, "%s --accepted-risks %s --accept", policy, accepted);
        assertThat(first.err())
                .isEqualTo("kubeuser lint: lines added to " + accepted + ": 7. Review each before you commit it"
                        + System.lineSeparator());
        assertThat(accepted).content().startsWith("# Added by kubeuser lint --accept on ");
        assertThat(Files.readAllLines(accepted).stream().skip(1))
                .containsExactly(
                        "public-access by ClusterRoleBinding open",
                        "escalation-path from Group system:unauthenticated",
                        "escalation-path from User ann",
                        "escalation-path from ServiceAccount ci/deployer by ESCALATE",
                        "escalation-path from Group viewers by ANONYMITY",
                        "escalate in ClusterRole deployer",
                        "unknown-role by ClusterRoleBinding viewers to ClusterRole team-view");

        lint(0, "%s --accepted-risks %s", policy, accepted);

        Files.writeString(accepted, "# by hand\nGroup sre gains list secrets in prod");
        lint(0, "%s --accepted-risks %s --accept", policy, accepted);
        assertThat(accepted).content().startsWith("# by hand\nGroup sre gains list secrets in prod\n# Added by ");

        String misleading = file("misleading.yaml", open.replace("\"ann\"", "\"ann until 2999-01-01\""));
        Run.of("lint %s --accepted-risks %s --accept", misleading, accepted)
                .mistaken("no line can accept \"escalation-path from User ann until 2999-01-01\"");
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
        assertThat(lint(1, policy).out().lines())
                .startsWith(
                        "1 binding gives everybody something",
                        "  ClusterRoleBinding open (" + policy
                                + ":36) gives Group system:unauthenticated, User system:anonymous"
                                + " ClusterRole system:discovery",
                        "1 escalation path to cluster-admin");

        policy(binding);
        String accepted = file("risks.txt", "public-access by ClusterRoleBinding open\n");
        lint(1, policy);
        assertThat(Run.of("lint %s --accepted-risks %s", policy, accepted))
                .isEqualTo(new Run(0, "1 finding, all accepted" + System.lineSeparator(), ""));
        file("risks.txt", "public-access\n");
        Run.of("lint %s --accepted-risks %s", policy, accepted)
                .mistaken("write which binding gives it, as in public-access by ClusterRoleBinding readers");
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
        assertThat(lint(0, policy).out().replace(policy, "POLICY")).isEqualTo("""
            1 rule becomes part of a role of Kubernetes
              rule 1 of ClusterRole widgets (POLICY:6): {apiGroups: [example.com], resources: [widgets], verbs: [list]}: \
            whoever is bound to ClusterRole view gains it
            no risky permission and no escalation path found
            1 API group not known here, so rules on it are not checked for mistakes: example.com
            """);
        assertThat(lint(0, "--format json %s", policy).out())
                .contains("\"into\": \"ClusterRole view\"", "\"role\": \"ClusterRole widgets\"");
        assertThat(lint(0, "--format sarif %s", policy).out())
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
                "{apiGroups: [monitoring.coreos.com], resources: [servicemonitors], verbs: [get]}",
                "{apiGroups: [''], resources: [pods/web], verbs: [get]}"));
        assertThat(lint(0, policy).out().replace(policy, "POLICY")).isEqualTo("""
                7 parts of rules have no effect
                  rule 1 of Role dev/a (POLICY:6): The API server has no resource "pod". Did you mean "pods"?
                  rule 2 of Role dev/a (POLICY:7): There is no verb "lists". Did you mean "list"?
                  rule 3 of Role dev/a (POLICY:8): The API server never asks for "get" on pods/* in the API groups ""
                  rule 4 of Role dev/a (POLICY:9): No request to create configmaps names the object, but an apply or a PUT, \
                which the role does not allow: add patch or update, or leave out resourceNames
                  rule 5 of Role dev/a (POLICY:10): A Role gives nothing on nodes, which are in no namespace: write it in \
                a ClusterRole, and bind that by a ClusterRoleBinding
                  rule 8 of Role dev/a (POLICY:13): Kubernetes has no API group "app". Did you mean "apps"?
                  rule 10 of Role dev/a (POLICY:15): The API server has no resource "pods/web", and no subresource of \
                pods is like it; an object's name goes into resourceNames
                no risky permission and no escalation path found
                1 API group not known here, so rules on it are not checked for mistakes: monitoring.coreos.com
                """);
        assertThat(lint(0, "--unchecked %s", policy).out()).isEqualTo(NOTHING);
    }

    @Test
    void a_misspelt_role_is_told_with_what_may_be_meant() throws IOException {
        String policy =
                policy(Files.readString(Path.of(ORDERS)).replaceFirst("(?s)(roleRef:.*?name: orders-)team", "$1taem"));
        assertThat(lint(1, policy).out()).contains("to Role orders/orders-taem. Did you mean \"orders-team\"?");
    }

    @Test
    void what_names_no_namespace_is_in_the_one_that_is_given() throws IOException {
        String policy = policy(Files.readString(Path.of(ORDERS)).replace("  namespace: orders\n", ""));
        String question = " --can 'group:orders-team list pods -n shop'";
        assertThat(lint(1, policy + question).out()).startsWith("no: ");
        assertThat(lint(0, policy + question + " --namespace shop").out())
                .startsWith("yes: ")
                .contains("RoleBinding shop/orders-team");
    }

    /** As production installs it. */
    @Test
    void a_chart_is_looked_through_with_values() {
        RunProcess.require("helm");
        String installed = "helm:../../sample-tests/charts/backups --release nightly --namespace prod"
                + " --can 'prod/nightly list backups.samples.kubeuser.dev -n elsewhere'";
        assertThat(lint(1, installed).out()).startsWith("no: ");
        assertThat(lint(0, installed + " --values ../../sample-tests/charts/values-prod.yaml")
                        .out())
                .startsWith("yes: ");
    }

    /** JSON ends without the newline at which the writer of a terminal flushes. */
    @ParameterizedTest
    @EnumSource
    void the_program_prints_each_format(Format format) throws Exception {
        Run run = Shop.in(directory.resolve("shop"))
                .write("rbac.yaml", Files.readString(Path.of(DEPLOYERS)))
                .kubeuser("lint rbac.yaml --format %s", format);
        assertThat(run.ended(1).out()).contains("rbac.yaml");
    }

    @Test
    void a_subject_may_or_may_not() {
        assertThat(lint(0, ORDERS + " --can 'group:orders-team list pods -n orders'")
                        .out())
                .contains(
                        "yes: Group orders-team may list pods in orders",
                        "through RoleBinding orders/orders-team (" + ORDERS + ":11) to Group orders-team");
        assertThat(lint(1, ORDERS + " --can 'group:orders-team delete pods -n orders'")
                        .out())
                .contains("no: Group orders-team may not delete pods in orders", "but only for other verbs");
        assertThat(lint(1, ORDERS + " --can 'group:orders-team list pods'").out())
                .startsWith("no: ");
        assertThat(lint(1, DEPLOYERS + " --can 'group:viewers list pods'").out())
                .contains("not known: what ClusterRoleBinding viewers", "ClusterRole team-view is not in the files");
    }

    /** In {@code kube-system}, who may make pods can use the ServiceAccounts of controllers. */
    @Test
    void default_roles_and_bindings_are_known() throws IOException {
        String policy = policy(binding("RoleBinding kube-system/sre", "ClusterRole edit", "Group sre"));
        assertThat(lint(1, policy).out())
                .startsWith("1 escalation path to cluster-admin" + System.lineSeparator() + "  Group sre can become")
                .contains(
                        "any member of group sre ",
                        "through RoleBinding kube-system/sre (",
                        "aggregated into ClusterRole edit")
                .doesNotContain("not in the files");
        assertThat(lint(0, policy + " --can 'group:sre list pods -n kube-system'")
                        .out())
                .startsWith("yes: ");
        assertThat(lint(1, policy + " --who-can 'create tokenreviews.authentication.k8s.io'")
                        .out())
                .startsWith("nobody in the bindings may ");
    }

    /** As in statements, a question without a name is also about each name. */
    @Test
    void who_may_do_something_is_listed() throws IOException {
        assertThat(lint(0, ORDERS + " --who-can 'list pods -n orders'").out())
                .contains("who may list pods in orders:", "  Group orders-team");
        String named = policy(role(
                        "Role m1/some",
                        "{apiGroups: [''], resources: [secrets], resourceNames: [s1], verbs: [get, create]}",
                        "{apiGroups: [''], resources: [namespaces], verbs: [delete]}")
                + binding("RoleBinding m1/some", "Role some", "User mia"));
        for (String question : List.of("get secrets -n m1", "create secrets -n m1", "delete namespaces")) {
            assertThat(lint(0, "%s --who-can %s", named, question).out())
                    .contains("who may " + question.replace("-n", "in") + " for some names:", "  User mia", "  rule ");
        }
        assertThat(lint(1, named + " --who-can 'get secrets -n m2'").out())
                .contains("nobody in the bindings may get secrets in m2");
        assertThat(lint(0, named + " --who-can 'create secrets s1 -n m1'").out())
                .contains("who may create secrets \"s1\" in m1:", "  User mia");
    }

    @ParameterizedTest
    @CsvSource({
        "get PODS, The API server has no resource \"PODS\". Did you mean \"pods\"?",
        "lsit pods, There is no verb \"lsit\" for pods",
        "list nodes -n orders, nodes are in no namespace: leave out -n orders",
        "get pods/web -n orders, an object's name goes into NAME",
        "deletecollection pods web -n orders, leave out the name web",
        "list things.example.com, or ask with --unchecked what would hold for it"
    })
    void a_typo_is_no_answer(String question, String message) {
        Run.of("lint %s --can %s", ORDERS, "user:x " + question).mistaken(message);
        Run.of("lint %s --who-can %s", ORDERS, question).mistaken(message);
        assertThat(lint(1, "%s --unchecked --who-can %s", ORDERS, question).out())
                .startsWith("nobody in the bindings may ");
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
        assertThat(lint(1, "%s %s --who-can 'list things.example.com'", ORDERS, things)
                        .out())
                .contains("nobody in the bindings may list things.example.com");
        Run.of("lint %s %s --who-can 'list Thing'", ORDERS, things).mistaken("Did you mean \"things.example.com\"?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list nodes",
                "get namespaces orders",
                "approve signers.certificates.k8s.io kubernetes.io/kubelet-serving",
                "create pods/exec -n orders",
                "* *",
                "get /healthz"
            })
    void resources_and_verbs_beyond_requests_are_known(String question) {
        assertThat(Run.of("lint %s --who-can %s", ORDERS, question).err()).isEmpty();
    }

    @Test
    void cluster_admin_is_known_without_a_cluster() throws IOException {
        String admins = policy(binding("ClusterRoleBinding admins", "ClusterRole cluster-admin", "User ann"));
        lint(0, "%s --can 'user:ann delete nodes'", admins);
        assertThat(lint(1, admins).out().lines())
                .containsExactly(
                        "1 subject that a default role makes cluster-admin",
                        "  User ann is cluster-admin by its bindings");
        lint(0, "%s --accepted-risks %s", admins, file("risks.txt", "escalation-path from User ann\n"));
    }
}
