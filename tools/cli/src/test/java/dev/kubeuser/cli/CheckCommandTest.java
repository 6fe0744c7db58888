// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What two runs on a real cluster recorded, of which each covers half of the policy, is held against thresholds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckCommandTest {

    @TempDir
    private static Path directory;

    private String first;
    private String second;

    @BeforeAll
    void record() {
        // Which of our tests Maven was asked for says nothing about these two runs.
        System.clearProperty("test");
        first = run("first", AccessQuery.get("pods"));
        second = run("second", AccessQuery.list("pods"));
    }

    private static String run(String name, AccessQuery query) {
        Path report = directory.resolve(name);
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.start-timeout", "2m")
                .setting("kubeuser.build", name)
                .report(report)
                .start()) {
            session.apply("src/test/resources/namespace.yaml", "src/test/resources/orders.yaml");
            KubeAccess olga = session.user("olga", "orders-team");
            session.test(name, () -> assertThat(olga).can(query.in("orders")));
        }
        return report.toString();
    }

    @Test
    void both_together_are_enough() {
        Run check = Run.of("check %s %s --coverage 100", first, second).ended(0);
        assertThat(check.out()).startsWith("2 JVMs: 100 % of 2 permissions covered");
    }

    @Test
    void a_limit_that_was_too_short_is_named_as_an_option() {
        Run check =
                Run.of("check %s --mutation-score 1 --proof-limit 1ms", first).ended(1);
        assertThat(check.err()).contains("could not be decided").endsWith("; raise or remove --proof-limit\n");
    }

    @Test
    void the_other_of_two_builds_is_left_out() {
        Run check = Run.of("check %s %s --build second --coverage 50", first, second)
                .ended(0);
        assertThat(check.out()).startsWith("1 JVM: 50 % of 2 permissions covered");

        Run none =
                Run.of("check %s %s --build third --coverage 50", first, second).ended(2);
        assertThat(none.err()).contains("No test of this build recorded anything in ");
    }

    @Test
    void one_is_not_and_it_says_what_is_missing() {
        Run check = Run.of("check %s --coverage 51 --mutation-score 90", first).ended(1);
        assertThat(check.err())
                .contains(
                        "The tests prove less than is required of the whole build:",
                        "- 1 of 2 permissions covered, which is 50 %, and 51 % are required\n",
                        "\n- add these tests, which gain most first:\n    @Test\n    void access_of_olga(",
                        "assertThat(olga).can(list(\"pods\").in(\"orders\")); // covers 1 permission, kills 1 mutant",
                        "assertThat(olga).cannot(",
                        "first/report.md");
        assertThat(check.err().split("assertThat\\(olga\\)\\.can\\(list", -1)).hasSize(2);
    }

    /** Whoever has tests in Java, too, has the developers for them. */
    @Test
    void with_tests_in_java_a_table_is_told_java() throws IOException {
        Path table = Files.writeString(directory.resolve("access.yaml"), """
                - {given: group:orders-team, when: {verb: get, resource: pods, namespace: orders}, then: allow}
                """);
        Path report = directory.resolve("table");
        Run.of(
                        "test %s --report %s --manifests src/test/resources/namespace.yaml src/test/resources/orders.yaml",
                        table, report)
                .ended(0);
        assertThat(Run.of("check %s --coverage 100", report).err())
                .contains("- {given: group:orders-team, when: {verb: list, resource: pods, namespace: orders}, then:"
                        + " allow} # covers 1 permission")
                .doesNotContain("@Test");
        Run both = Run.of("check %s %s --coverage 100", report, first);
        assertThat(both.err()).contains("    @Test\n").doesNotContain("{given: ");
    }

    @Test
    void the_report_of_both_is_written_and_printed() {
        Path output = directory.resolve("both");
        Run report = Run.of("report %s %s -o %s --format markdown", first, second, output)
                .ended(0);
        assertThat(report.out()).contains("2 of 2");
        assertThat(output.resolve("report.html")).isNotEmptyFile();
        assertThat(output.resolve("report.sarif")).isNotEmptyFile();
    }

    @Test
    void the_report_for_code_hosts_is_printed_and_nothing_else() throws IOException {
        Path output = directory.resolve("sarif");
        Run report = Run.of("report %s -o %s --format sarif", first, output).ended(0);
        assertThat(report.out().strip())
                .isEqualTo(Files.readString(output.resolve("report.sarif")).strip());
        JsonObject run = JsonParser.parseString(report.out())
                .getAsJsonObject()
                .getAsJsonArray("runs")
                .get(0)
                .getAsJsonObject();
        assertThat(run.getAsJsonArray("results").toString())
                .contains(
                        "Permission not covered: list pods in Role orders/orders-team",
                        "\"uri\":\"tools/cli/src/test/resources/orders.yaml\"",
                        "\"startLine\":7");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_report_that_cannot_be_written_is_told_in_a_sentence() {
        for (String output : List.of("/proc/none", "/dev/null/none")) {
            Run report = Run.of("report %s -o %s", first, output).ended(3);
            assertThat(report.err())
                    .startsWith("kubeuser report: the report could not be written to " + output + ": ")
                    .hasLineCount(1);
        }
        Run.of("report %s -o /dev/null", first).ended(2);
    }

    @Test
    void nothing_recorded_and_nothing_required_are_wrong_usage() {
        Run none = Run.of("check %s --coverage 1", directory.resolve("none")).ended(2);
        assertThat(none.err()).contains("No test recorded anything in ", "Run the tests first");

        Run nothing = Run.of("check %s", first).ended(2);
        assertThat(nothing.err()).contains("There is nothing to check: give --coverage");

        assertThat(Run.of("check %s --coverage most", first).err()).contains("a whole number is needed");
        assertThat(Files.exists(directory.resolve("none"))).isFalse();
    }
}
