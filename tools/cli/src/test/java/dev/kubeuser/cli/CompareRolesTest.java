// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Rbac.role;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What one role allows and another one does not. */
class CompareRolesTest {

    private static final String GENERATED = "src/test/resources/roles/role.yaml";
    private static final String CHART = "src/test/resources/roles/chart.yaml";
    private static final String DRIFT = "src/test/resources/drift/";

    @TempDir
    private Path directory;

    private static Run roles(String names, String before, String after, String... more) {
        return Run.of(Stream.concat(Stream.of("compare", "--roles", names, before, after), Stream.of(more))
                .toArray(String[]::new));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    /** What docs/command-line.md shows. */
    @Test
    void what_the_first_lacks_is_to_be_added_and_ends_with_1() throws IOException {
        assertThat(roles("operator,manager-role", CHART, GENERATED)
                        .ended(1)
                        .out()
                        .replace("src/test/resources/roles/", ""))
                .isEqualTo(Files.readString(Path.of("src/test/resources/roles/compare.txt")));
    }

    @Test
    void what_the_first_has_more_is_a_finding_if_that_is_asked_for() throws IOException {
        String wide =
                file("wide.yaml", role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get, list]}"));
        String narrow =
                file("narrow.yaml", role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get]}"));
        assertThat(roles("a", wide, narrow).ended(0).out()).isEqualTo("""
            1 permission lost
              ClusterRole a loses list pods
                for example list pods
                delete from rule 1 of ClusterRole a (WIDE:6): list pods
            nobody gains anything, and 1 loss
            """.replace("WIDE", wide));
        roles("a", wide, narrow, "--losses").ended(1);
        assertThat(roles("a", wide, wide, "--losses").ended(0).out()).isEqualTo("nobody gains or loses anything\n");
    }

    /** What docs/operators.md shows. */
    @ParameterizedTest
    @MethodSource("lines")
    void a_line_of_ci_ends_with_1_once_something_drifts(String line) throws IOException {
        RunProcess.require("helm");
        String[] words = Run.words(line.replaceAll(" ([a-z]+:)?(?=\\S*/)", " $1" + DRIFT));
        String[] arguments = Arrays.copyOfRange(words, 1, words.length);
        Run.of(arguments).ended(0);

        String more = "{apiGroups: [''], resources: [configmaps], verbs: [get, delete]}";
        arguments[arguments.length - 2] = file("role.yaml", role("ClusterRole manager-role", more));
        Run.of(arguments).ended(1);
    }

    static Stream<String> lines() throws IOException {
        return Files.readAllLines(Path.of(DRIFT, "drift.sh")).stream();
    }

    @Test
    void a_marker_has_its_line() {
        assertThat(roles("operator,manager-role", CHART, "kubebuilder:" + DRIFT + "internal/...")
                        .ended(1)
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
        assertThat(roles("a", narrow, twice).ended(1).out())
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
        assertThat(roles("a", twice, narrow).ended(0).out()).contains("""
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
        assertThat(Run.of("compare", "--access", "olm:" + bundle, "olm:" + directory, "--namespace", "operators")
                        .ended(1)
                        .out())
                .contains("ServiceAccount operators/backups gains", "later.yaml:26)", "1 gain");
    }

    @Test
    void a_role_is_compared_with_what_a_rolebinding_gives() throws IOException {
        String rule = "{apiGroups: [''], resources: [nodes, pods], verbs: [get]}";
        String namespaced = file("role.yaml", role("Role prod/a", rule));
        String clusterWide = file("clusterrole.yaml", role("ClusterRole b", rule));
        assertThat(roles("a,b", namespaced, clusterWide).ended(1).out()).isEqualTo("""
            1 permission gained
              ClusterRole b gains the whole cluster beyond prod compared to Role prod/a
                for example get pods
                Role prod/a (ROLE:2) is given in prod alone
            1 gain
            """.replace("ROLE", namespaced));
        roles("a,b in prod", namespaced, clusterWide, "--losses").ended(0);
        roles("b,a", clusterWide, namespaced).ended(0);
    }

    @Test
    void code_hosts_get_the_line_and_programs_all() {
        Run sarif = roles("operator,manager-role", CHART, GENERATED, "--format", "sarif");
        assertThat(sarif.results()).hasSize(2);
        assertThat(sarif.results().get(0).toString()).contains("gained-risk", "\"startLine\":7", "roles/role.yaml");
        assertThat(roles("operator,manager-role", CHART, GENERATED, "--format", "json")
                        .json()
                        .get("before")
                        .getAsString())
                .isEqualTo("ClusterRole operator of " + CHART);
        assertThat(roles("operator,manager-role", CHART, GENERATED, "--format", "markdown")
                        .out())
                .contains("From `ClusterRole operator of " + CHART + "` to `ClusterRole manager-role of " + GENERATED
                        + "`: 2 gains, and 1 loss")
                .contains("\n## 1 risky permission gained\n");
    }

    @Test
    void a_difference_is_accepted_for_these_two_roles() throws IOException {
        String accepted = file("accepted", "");
        String[] option = {"--accepted-risks", accepted};
        roles("operator,manager-role", CHART, GENERATED, "--accepted-risks", accepted, "--accept")
                .ended(0);
        assertThat(roles("operator,manager-role", CHART, GENERATED, option)
                        .ended(0)
                        .err())
                .isEmpty();
        String renamed = file("chart.yaml", Files.readString(Path.of(CHART)).replace("name: operator", "name: other"));
        roles("other,manager-role", renamed, GENERATED, option).ended(1);
    }

    @Test
    void two_revisions_of_one_role() throws Exception {
        Shop shop = Shop.in(directory.resolve("shop"))
                .write("role.yaml", role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get]}"))
                .commit();
        shop.write("role.yaml", role("ClusterRole a", "{apiGroups: [''], resources: [pods], verbs: [get, list]}"))
                .commit();
        assertThat(shop.kubeuser("compare", "--roles", "a", "git:HEAD^1..HEAD", "role.yaml")
                        .ended(1)
                        .out())
                .contains("  ClusterRole a gains list pods\n", "(role.yaml:6)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "manager | names no role of FILE, which has ClusterRole operator",
                "operator,a,b | write --roles BEFORE,AFTER",
                "operator --access | leave one out",
                "operator in prod,operator in | No RoleBinding in"
            })
    void wrong_usage_is_told(String roles, String words) {
        String[] options = roles.split(" (?=--)", -1);
        String[] more = Arrays.copyOfRange(options, 1, options.length);
        Run run = roles(options[0].replaceFirst(" in$", " in "), CHART, CHART, more);
        assertThat(run.ended(2).err()).contains(words.replace("FILE", CHART)).doesNotContain("\tat ");
    }
}
