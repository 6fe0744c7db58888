// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.binding;
import static dev.kubeuser.cli.Rbac.role;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one role allows and another one does not. */
class CompareRolesTest {

    private static final String GENERATED = "src/test/resources/roles/role.yaml";
    private static final String CHART = "src/test/resources/roles/chart.yaml";
    private static final String OPERATOR = "ServiceAccount shops/operator";
    private static final String DRIFT = "src/test/resources/drift/";

    @TempDir
    private Path directory;

    private static Run roles(int exitCode, String names, String before, String after, String... options) {
        return Run.of("compare --roles %s %s %s " + String.join(" ", options), names, before, after)
                .ended(exitCode);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    /** What docs/command-line.md shows. */
    @Test
    void what_the_first_lacks_is_to_be_added_and_ends_with_1() throws IOException {
        assertThat(roles(1, "operator,manager-role", CHART, GENERATED).out().replace("src/test/resources/roles/", ""))
                .isEqualTo(Files.readString(Path.of("src/test/resources/roles/compare.txt")));
    }

    @Test
    void what_the_first_has_more_is_a_finding_if_that_is_asked_for() throws IOException {
        String wide =
                file("wide.yaml", role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get, list]}"));
        String narrow =
                file("narrow.yaml", role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get]}"));
        assertThat(roles(0, "a", wide, narrow).out()).isEqualTo("""
            1 permission lost
              ClusterRole a loses list pods
                for example list pods
                delete from rule 1 of ClusterRole a (WIDE:6): list pods
            nobody gains anything, and 1 loss
            """.replace("WIDE", wide));
        roles(1, "a", wide, narrow, "--losses");
        assertThat(roles(0, "a", wide, wide, "--losses").out()).isEqualTo("both allow the same\n");
    }

    /** What docs/operators.md shows. */
    @ParameterizedTest
    @MethodSource("lines")
    void a_line_of_ci_ends_with_1_once_something_drifts(String line) throws IOException {
        RunProcess.require("helm");
        String command = line.replaceFirst("\\S+ ", "").replaceAll("(?<!--account) ([a-z]+:)?(?=\\S*/)", " $1" + DRIFT);
        Run.of(command).ended(0);

        String more = "{apiGroups: [''], resources: [configmaps], verbs: [get, delete]}";
        String drifted = file("role.yaml", role("ClusterRole manager-role", more));
        Run.of(command.replaceFirst("\\S+( \\S+)$", drifted + "$1")).ended(1);
    }

    static Stream<String> lines() throws IOException {
        return Files.readAllLines(Path.of(DRIFT, "drift.sh")).stream();
    }

    /** Markers have no bindings, so that all of them are the operator's. */
    @Test
    void an_account_holds_what_all_its_bindings_give() throws IOException {
        String one = role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get]}");
        String generated = file("role.yaml", one);
        String bound = one + binding("ClusterRoleBinding a", "ClusterRole a", OPERATOR);
        String extra = file(
                "extra.yaml",
                bound
                        + role("ClusterRole b", "{apiGroups: [''], resources: [secrets], verbs: ['*']}")
                        + binding("ClusterRoleBinding b", "ClusterRole b", OPERATOR)
                        + role("Role shops/c", "{apiGroups: [''], resources: [events], verbs: [create]}")
                        + binding("RoleBinding shops/c", "Role c", OPERATOR));

        assertThat(account(0, "shops/operator", generated, file("bound.yaml", bound))
                        .out())
                .isEqualTo("both allow the same\n");
        assertThat(account(1, "shops/operator", generated, extra).out())
                .contains("ServiceAccount shops/operator gains all verbs on secrets\n")
                .contains("ServiceAccount shops/operator gains create events in shops\n", "2 gains");
        assertThat(account(2, "shops/other", generated, extra).err())
                .contains("gives ServiceAccount shops/other anything; it gives something to ServiceAccount shops/op");
        assertThat(account(2, "operator", generated, extra).err()).contains("write its namespace too");
        String dangling =
                file("dangling.yaml", one + binding("ClusterRoleBinding c", "ClusterRole platform-owner", OPERATOR));
        assertThat(account(2, "shops/operator", generated, dangling).err())
                .contains("ClusterRole platform-owner, which is not in", "so what it allows is not known");
    }

    private static Run account(int exitCode, String name, String before, String after) {
        return Run.of("compare --losses --account %s %s %s", name, before, after)
                .ended(exitCode);
    }

    @Test
    void roles_are_added_up() throws IOException {
        String a = role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get]}");
        String b = role("ClusterRole b", "{apiGroups: [''], resources: [pods], verbs: [list]}");
        String two = file("two.yaml", a + b);
        String one =
                file("one.yaml", role("ClusterRole c", "{apiGroups: [''], resources: [pods], verbs: [get, list]}"));
        assertThat(roles(0, "a+b,c", two, one, "--losses").out()).isEqualTo("both allow the same\n");
        assertThat(roles(1, "a,c", two, one).out()).contains("ClusterRole c gains list pods compared to ClusterRole a");
    }

    @Test
    void a_marker_has_its_line() {
        assertThat(roles(1, "operator,manager-role", CHART, "kubebuilder:" + DRIFT + "internal/...")
                        .out())
                .contains("rule 2 of ClusterRole manager-role (" + DRIFT + "internal/controller.go:4): ");
    }

    /** Each controller has its own marker for events. */
    @Test
    void what_several_rules_allow_is_one_difference() throws IOException {
        String narrow =
                file("narrow.yaml", role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get]}"));
        String twice = file("twice.yaml", Files.readString(Path.of(narrow)) + """
            - {apiGroups: [''], resources: [events], verbs: [create]}
            - {apiGroups: ['', apps], resources: [events], verbs: [create]}
            - {resources: [events], verbs: [create], apiGroups: ['']}
            """);
        assertThat(roles(1, "a", narrow, twice).out())
                .isEqualTo("""
            2 permissions gained
              ClusterRole a gains create events
                for example create events
                add to ClusterRole a (NARROW:2):
                  rule 2 of ClusterRole a (TWICE:7): {apiGroups: [""], resources: [events], verbs: [create]}
              ClusterRole a gains create events, events.apps
                for example create events
                add to ClusterRole a (NARROW:2):
                  rule 3 of ClusterRole a (TWICE:8): {apiGroups: ["", apps], resources: [events], verbs: [create]}
            2 gains
            """.replace("NARROW", narrow).replace("TWICE", twice));
        assertThat(roles(0, "a", twice, narrow).out()).contains("""
              ClusterRole a loses create events
                for example create events
                delete from rule 2 of ClusterRole a (TWICE:7): {apiGroups: [""], resources: [events], verbs: [create]}
                delete from rule 4 of ClusterRole a (TWICE:9): {apiGroups: [""], resources: [events], verbs: [create]}
            """.replace("TWICE", twice));
    }

    @Test
    void a_bundle_is_compared_with_a_later_one() throws IOException {
        String bundle = "../../sample-tests/bundle";
        String version = Files.readString(Path.of(bundle + "/manifests/backups.clusterserviceversion.yaml"));
        Files.writeString(
                directory.resolve("later.yaml"),
                version.replace("backups.v1.4.0", "backups.v1.5.0").replace("resources: [leases]", "resources: ['*']"));
        assertThat(Run.of("compare --access %s %s --namespace operators", "olm:" + bundle, "olm:" + directory)
                        .ended(1)
                        .out())
                .contains("ServiceAccount operators/backups gains", "later.yaml:26)", "1 gain");
    }

    @Test
    void a_role_is_compared_with_what_a_rolebinding_gives() throws IOException {
        String rule = "{apiGroups: [''], resources: [nodes, pods], verbs: [get]}";
        String namespaced = file("role.yaml", role("Role prod/a", rule));
        String clusterWide = file("clusterrole.yaml", role("ClusterRole b", rule));
        assertThat(roles(1, "a,b", namespaced, clusterWide).out()).isEqualTo("""
            1 permission gained
              ClusterRole b gains the whole cluster beyond prod compared to Role prod/a
                for example get pods
                Role prod/a (ROLE:2) is given in prod alone
            1 gain
            """.replace("ROLE", namespaced));
        roles(0, "a,b in prod", namespaced, clusterWide, "--losses");
        roles(0, "b,a", clusterWide, namespaced);
    }

    @Test
    void code_hosts_get_the_line_and_programs_all() {
        Run sarif = roles(1, "operator,manager-role", CHART, GENERATED, "--format sarif");
        assertThat(sarif.results()).hasSize(2);
        assertThat(sarif.results().get(0).toString()).contains("gained-risk", "\"startLine\":7", "roles/role.yaml");
        Run json = roles(1, "operator,manager-role", CHART, GENERATED, "--format json");
        assertThat(json.json().get("before").getAsString()).isEqualTo("ClusterRole operator of " + CHART);
        assertThat(roles(1, "operator,manager-role", CHART, GENERATED, "--format markdown")
                        .out())
                .contains("From `ClusterRole operator of " + CHART + "` to `ClusterRole manager-role of " + GENERATED
                        + "`: 2 gains, and 1 loss")
                .contains("\n## 1 risky permission gained\n");
    }

    @Test
    void a_difference_is_accepted_for_these_two_roles() throws IOException {
        String option = "--accepted-risks " + file("accepted", "");
        roles(0, "operator,manager-role", CHART, GENERATED, option, "--accept");
        assertThat(roles(0, "operator,manager-role", CHART, GENERATED, option).err())
                .isEmpty();
        String renamed = file("chart.yaml", Files.readString(Path.of(CHART)).replace("name: operator", "name: other"));
        roles(1, "other,manager-role", renamed, GENERATED, option);
    }

    @Test
    void two_revisions_of_one_role() throws Exception {
        Shop shop = Shop.in(directory.resolve("shop"))
                .write("role.yaml", role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get]}"))
                .commit()
                .write("role.yaml", role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get, list]}"))
                .commit();
        assertThat(shop.kubeuser("compare --roles a git:HEAD^1..HEAD role.yaml")
                        .ended(1)
                        .out())
                .contains("  ClusterRole a gains list pods\n", "(role.yaml:6)");
    }
}
