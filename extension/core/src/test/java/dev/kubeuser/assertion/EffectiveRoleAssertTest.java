// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.statement.EffectiveRole.role;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;
import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.EffectiveRole;
import dev.kubeuser.testkit.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One role beside another one. */
class EffectiveRoleAssertTest {

    private static EffectiveRole of(Policy policy, String file, String name) {
        return EffectivePolicy.of(policy.manifests(file)).role(name);
    }

    /** The role of a chart. */
    private static EffectiveRole chart(String... rules) {
        return of(new Policy().clusterRole("operator", rules), "chart.yaml", "operator");
    }

    private static EffectiveRole namespaced(String... rules) {
        return of(new Policy().role("prod/operator", rules), "chart.yaml", "operator");
    }

    /** The role that is generated. */
    private static EffectiveRole needed(String... rules) {
        return of(new Policy().clusterRole("manager-role", rules), "role.yaml", "manager-role");
    }

    @Test
    void names_bindings_and_the_form_of_rules_do_not_matter() {
        EffectiveRole bound = of(
                new Policy()
                        .clusterRole("operator", "list pods", "get pods,services", "list services", "get /healthz")
                        .to("user someone"),
                "chart.yaml",
                "operator");
        assertThat(bound).coversExactly(needed("get /healthz", "get,list pods,services,pods"));
        assertThat(needed("get /healthz", "list,get services,pods")).coversExactly(bound);
    }

    @Test
    void rules_to_add_have_no_more_than_is_missing() {
        assertFails(
                () -> assertThat(chart("get,list,watch pods,services", "get secrets"))
                        .covers(needed(
                                "get,list pods", "get,list,watch secrets,services", "create events.events.k8s.io")),
                """

            Expecting ClusterRole operator (chart.yaml:1)
            to cover ClusterRole manager-role (role.yaml:1)
            but it does not allow list secrets
            add to its rules:
              rule 2 of ClusterRole manager-role (role.yaml:6): {apiGroups: [""], resources: [secrets], verbs: [list, watch]}
              rule 3 of ClusterRole manager-role (role.yaml:7): {apiGroups: [events.k8s.io], resources: [events], verbs: [create]}""");
    }

    @Test
    void what_is_too_much_is_told_of_each_rule() {
        EffectiveRole wide = chart("get,delete pods,secrets", "get configmaps", "delete pods");
        EffectiveRole narrow = needed("get pods,configmaps", "delete secrets");
        assertFails(() -> assertThat(wide).coversExactly(narrow), """

            Expecting ClusterRole operator (chart.yaml:1)
            to cover exactly ClusterRole manager-role (role.yaml:1)
            but it also allows delete pods
            delete from its rules:
              rule 1 of ClusterRole operator (chart.yaml:5): delete pods; get secrets
              rule 3 of ClusterRole operator (chart.yaml:7): {apiGroups: [""], resources: [pods], verbs: [delete]}""");
        assertThat(wide).covers(narrow);
    }

    /** A request for a node is in no namespace, and one for a pod may be in any. */
    @Test
    void resources_with_and_without_a_namespace_are_told_together() {
        assertFails(() -> assertThat(chart("get,list nodes,namespaces,pods")).coversExactly(needed("get pods,nodes")))
                .hasMessageEndingWith(": get, list namespaces; list nodes, pods");
        assertFails(() -> assertThat(namespaced("get,list nodes,namespaces,pods"))
                        .coversExactly(needed("get pods,nodes").in("prod")))
                .hasMessageEndingWith(": get, list namespaces; list pods");
        assertFails(() -> assertThat(namespaced("get *.*"))
                        .coversExactly(needed("get pods").in("prod")))
                .hasMessageContaining(": get (all but pods)/*, *.(all but \"\"), pods/(all but \"\")");
    }

    @Test
    void both_are_told_of_roles_that_are_to_be_the_same() {
        assertFails(() -> assertThat(chart("get pods")).coversExactly(needed("list pods")), """

            Expecting ClusterRole operator (chart.yaml:1)
            to cover exactly ClusterRole manager-role (role.yaml:1)
            but it does not allow list pods
            add to its rules:
              rule 1 of ClusterRole manager-role (role.yaml:5): {apiGroups: [""], resources: [pods], verbs: [list]}
            and it also allows get pods
            delete from its rules:
              rule 1 of ClusterRole operator (chart.yaml:5): {apiGroups: [""], resources: [pods], verbs: [get]}""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get *.*            | get pods/log",
                "* pods             | get,list pods",
                "{apiGroups: ['*'], resources: ['*/scale'], verbs: [get]} | get deployments.apps/scale",
                "get pods           | get pods a,b",
                "get pods a,b       | get pods a",
                "get /metrics*      | get /metrics/slow"
            })
    void a_wider_rule_covers_a_narrower_one(String wide, String narrow) {
        assertThat(chart(wide)).covers(needed(narrow));
        assertFails(() -> assertThat(needed(narrow)).covers(chart(wide)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get pods a         | get pods          | get pods",
                "get pods           | get pods/log      | get pods/log",
                "get pods/*         | get pods/log      | get pods/log",
                "get deployments.apps | get deployments.* | get deployments",
                "get,list pods      | * pods            | watch pods",
                "get /metrics       | get /metrics*     | get /metrics/"
            })
    void names_subresources_and_wildcards_are_as_the_server_reads_them(String having, String other, String lacked) {
        assertFails(() -> assertThat(chart(having)).covers(needed(other)))
                .hasMessageContaining("but it does not allow " + lacked + "\n");
    }

    @Test
    void a_role_is_in_one_namespace_whatever_its_name() {
        EffectiveRole other = of(new Policy().role("system/manager", "get pods"), "role.yaml", "manager");
        assertThat(namespaced("get pods")).coversExactly(other);
        assertThat(chart("get pods")).covers(other);
        assertFails(() -> assertThat(namespaced("get pods"))
                        .covers(of(new Policy().role("system/manager", "list pods"), "role.yaml", "manager")))
                .hasMessageContaining("but it does not allow list pods in prod\n");
    }

    @Test
    void a_role_does_not_cover_a_clusterrole() {
        EffectiveRole clusterWide = needed("get pods,nodes", "get /healthz");
        assertFails(() -> assertThat(namespaced("get pods,nodes")).covers(clusterWide), """

            Expecting Role prod/operator (chart.yaml:1)
            to cover ClusterRole manager-role (role.yaml:1)
            but it does not allow get pods
            Role prod/operator (chart.yaml:1) is given in prod alone, and ClusterRole manager-role in the whole cluster, with resources without a namespace and URLs. To compare what a RoleBinding gives, add .in("prod") to ClusterRole manager-role""");
        assertThat(namespaced("get pods")).coversExactly(clusterWide.in("prod"));
        assertThat(namespaced("get pods")).coversExactly(clusterWide.in("other"));
    }

    @Test
    void rules_to_add_to_a_role_are_those_of_its_namespace() {
        assertFails(
                () -> assertThat(namespaced("get pods")).covers(needed("get,list pods,nodes", "get /healthz")), """

            Expecting Role prod/operator (chart.yaml:1)
            to cover ClusterRole manager-role (role.yaml:1)
            but it does not allow list pods in prod
            add to its rules:
              rule 1 of ClusterRole manager-role (role.yaml:5): {apiGroups: [""], resources: [pods], verbs: [list]}
            Role prod/operator (chart.yaml:1) is given in prod alone, and ClusterRole manager-role in the whole cluster, with resources without a namespace and URLs. To compare what a RoleBinding gives, add .in("prod") to ClusterRole manager-role""");
    }

    /** The cluster may have another definition, in which it is in namespaces. */
    @Test
    void a_definition_beside_a_role_does_not_say_where_its_resource_is() {
        EffectiveRole defined = of(
                new Policy().definition("zones.example.com", "Zone", "Cluster").role("prod/operator", "get pods"),
                "chart.yaml",
                "operator");
        EffectiveRole other = needed("get pods", "get zones.example.com").in("prod");
        assertFails(() -> assertThat(defined).covers(other)).hasMessageContaining("get zones.example.com in prod\n");
        assertFails(() -> assertThat(namespaced("get pods")).covers(other))
                .hasMessageContaining("get zones.example.com in prod\n");
    }

    @Test
    void an_aggregated_clusterrole_has_the_rules_of_those_that_it_selects() {
        Policy policy = new Policy()
                .aggregate("operator", "part: operator")
                .labelled("reader", "part: operator", "get pods")
                .labelled("writer", "part: operator", "create pods");
        assertThat(of(policy, "chart.yaml", "operator")).coversExactly(needed("create,get pods"));
        assertFails(() -> assertThat(needed("get pods")).covers(of(policy, "chart.yaml", "operator")))
                .hasMessageContaining("rule 1 of ClusterRole writer (chart.yaml:16): ");
        assertMistaken(
                () -> of(new Policy().aggregate("operator", "part: operator"), "chart.yaml", "operator"),
                "ClusterRole operator has the rules of the ClusterRoles that it selects, and the policy has none of"
                        + " these: name their files too");
    }

    @Test
    void a_role_of_kubernetes_has_what_the_manifests_add() {
        String aggregated = "rbac.authorization.k8s.io/aggregate-to-view: true";
        EffectivePolicy plain =
                EffectivePolicy.of(new Policy().clusterRole("any", "get pods").manifests());
        EffectivePolicy more = EffectivePolicy.of(new Policy()
                .labelled("zones", aggregated, "get zones.example.com")
                .manifests());
        assertThat(more.role("view")).covers(plain.role("view"));
        assertFails(() -> assertThat(more.role("view")).coversExactly(plain.role("view")))
                .hasMessageContaining("but it also allows get zones.example.com\n")
                .hasMessageContaining("rule 1 of ClusterRole zones (policy.yaml:");
    }

    @Test
    void roles_are_read_from_any_source(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("role.yaml"),
                new Policy()
                        .role("dev/manager", "get pods")
                        .clusterRole("manager", "get pods")
                        .yaml());
        assertThat(role(file.toString(), "ClusterRole manager")).covers(role(file.toString(), "Role dev/manager"));
        assertMistaken(
                () -> role(file.toString(), "manager"),
                "\"manager\" names several roles of " + file + ": write one of Role dev/manager, ClusterRole manager");
        assertMistaken(
                () -> role(file.toString(), "manger"),
                "\"manger\" names no role of " + file + ", which has Role dev/manager, ClusterRole manager");
        assertRefused(() -> role(directory + "/none.yaml", "manager"));
    }

    @Test
    void a_rule_in_a_form_that_no_server_takes_is_refused() {
        assertRefused(() -> Manifests.parse(
                "role.yaml", new Policy().clusterRole("a", "{verb: [get]}").yaml()));
    }

    @Test
    void no_rolebinding_gives_a_role_of_another_namespace() {
        assertThatThrownBy(() -> namespaced("get pods").in("dev"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No RoleBinding in \"dev\" can give Role prod/operator");
    }

    @Test
    void long_lists_are_cut() {
        String[] rules =
                IntStream.range(0, 12).mapToObj(number -> "get things" + number).toArray(String[]::new);
        assertFails(() -> assertThat(chart("get pods")).covers(needed(rules)))
                .hasMessageEndingWith("\n  and 2 more rules");
    }

    /** No file makes it slow. */
    @Test
    void a_rule_of_many_values_is_shown_as_it_is_written() {
        String resources = String.join(
                ",", IntStream.range(0, 200).mapToObj(number -> "r" + number).toList());
        assertFails(() -> assertThat(chart("get r0")).covers(needed("get " + resources)))
                .hasMessageContaining("resources: [r0, r1, ");
    }
}
