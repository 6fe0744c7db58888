// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kubeuser.analysis.internal.CompanyRun;
import dev.kubeuser.analysis.internal.PolicyPlace;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The files of the report at a company's size are no longer than the places where they are read can show. */
@TestInstance(Lifecycle.PER_CLASS)
@RunsOnce
class LargeReportTest {

    private static final int OBJECTS = 60;
    private static final int OBJECTS_OF_TEAM = 5;

    private RunAnalysis analysis;

    @BeforeAll
    void analyse() {
        analysis = RunAnalysis.of(CompanyRun.record(OBJECTS / OBJECTS_OF_TEAM));
    }

    private String markdown(Thresholds thresholds) {
        return new MarkdownReport(Report.of(analysis, thresholds)).text();
    }

    @Test
    void report_md_has_at_most_200_lines_and_says_what_it_leaves_out() {
        String text = markdown(new Thresholds(OptionalInt.of(90), OptionalInt.of(90), AcceptedRisks.none()));
        assertThat(text.lines().count()).isBetween(100L, 200L);
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(100_000);
        assertThat(text)
                .containsPattern("## Findings\n\nRule by rule, worst first: .*\\.\n\n"
                        + "The first \\d+ of \\d+ rules and bindings; report\\.html has the rest\\.\n\n- "
                        + "rule \\d+ of Role ")
                .containsPattern("\n  - surviving mutant: .*: `assertThat\\(.*\\);`\n")
                .containsPattern("\n  - and \\d+ more in report\\.html\n- ")
                .containsPattern("""
                    ## Tests that would kill and cover them

                    .*

                    The first \\d+ of \\d+ assertions; .*

                    ```java
                    @Test
                    void .*
                    ( +assertThat.*
                    )+}
                    """)
                .containsPattern("\n- [^`\n]*: `get [^`]*`, .* and \\d+ more of rule \\d+ of Role ");
    }

    @Test
    void report_md_announces_all_findings_and_cuts_the_rules_alike() {
        String text = markdown(Thresholds.none());
        String section = text.split("\n## Findings\n", 2)[1].split("\n## ", 2)[0];
        assertThat(section).contains(String.join(", ", Figures.of(analysis).openFindings()));
        List<Long> lengths = Stream.of(section.split("\n- ", -1))
                .skip(1)
                .map(rule ->
                        rule.lines().filter(line -> line.startsWith("  - ")).count())
                .toList();
        assertThat(lengths).hasSizeGreaterThan(2);
        assertThat(Collections.max(lengths)).isLessThanOrEqualTo(lengths.size() + 1L);
    }

    @Test
    void report_md_begins_with_the_tasks_and_the_thresholds() {
        assertThat(markdown(new Thresholds(OptionalInt.of(90), OptionalInt.of(10), AcceptedRisks.none())))
                .startsWith("""
                    # RBAC coverage

                    What to do first:

                    1. **Remove or accept workload-creation in rule 1 of Role team-0/deployer**: runs pods with any ServiceAccount, Secret and ConfigMap of the namespace, and takes over the node where host pods are admitted (1 of 12 risky permissions) ([Findings](#findings))
                    1. **Add assertThat(pipeline).can(get("deployments.apps").in("team-0"))**: covers 1 permission, kills 3 mutants; there are 456 surviving mutants, 696 permissions not covered ([Tests that would kill and cover them](#tests-that-would-kill-and-cover-them))
                    1. **Narrow the policy**: 1440 permissions that subjects have and no test needs, counted for each subject and binding ([Excess permissions](#excess-permissions))
                    1. **Take the verbs that nobody asks for out of rule 1 of Role team-0/reader**: There are no verbs "list", "watch" for pods/log, only get (1 of 12 verbs never asked for) ([Findings](#findings))

                    | threshold | required | found | |
                    | --- | --- | --- | --- |
                    | permissions covered | at least 90 % | 24 % | not met |
                    | mutants killed | at least 10 % | 50 % | met |
                    | risky permissions not accepted | none | 12 | not met |
                    """);
        assertThat(markdown(Thresholds.none())).doesNotContain("threshold");
    }

    @Test
    void a_build_that_fails_prints_at_most_20_lines_of_tests_and_says_where_the_rest_is() {
        Report report = Report.of(analysis, new Thresholds(OptionalInt.of(100), OptionalInt.of(100), null));
        List<String> lines = report.testsToAdd(
                        Stream.of("a", "b", "b", "c", "d", "e").map(Path::of).toList())
                .orElseThrow()
                .lines()
                .toList();
        assertThat(lines).hasSizeBetween(12, 22);
        assertThat(lines.get(0)).matches("add tests; these are the \\d+ of \\d\\d+ assertions that gain most:");
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo(
                        "  The rest, and what each is for, is in a/report.md, b/report.md, c/report.md and those of 2"
                                + " more modules");
        assertThat(Report.of(analysis, new Thresholds(OptionalInt.of(1), OptionalInt.of(1), null))
                        .testsToAdd(List.of()))
                .isEmpty();
    }

    /** 2 MB of 250 objects: 8 kB of each. */
    @Test
    void report_html_writes_each_text_once() {
        String html = HtmlReport.of(Report.of(analysis, Thresholds.none())).text();
        assertThat(html.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(OBJECTS * 8_000);
        assertThat(html.split("lead-7@example\\.com \\(team-7-leads\\)", -1)).hasSize(2);
        assertThat(html.split("Team7Test > members_of_the_team_do_what_they_should_3", -1))
                .hasSize(2);
    }

    @Test
    void report_sarif_has_the_worst_results_and_says_what_it_leaves_out() throws IOException {
        List<ReportedFinding> many = new ArrayList<>(findings(FindingKind.SURVIVING_MUTANT, 4_900));
        many.addAll(findings(FindingKind.NOT_COVERED, 150));
        many.addAll(findings(FindingKind.REDUNDANT_PERMISSION, 2));
        String text = sarif(many);
        JsonNode run = new ObjectMapper().readTree(text).at("/runs/0");
        assertThat(run.at("/results")).hasSize(5_000);
        assertThat(Collections.frequency(run.at("/results").findValuesAsText("ruleId"), "surviving-mutant"))
                .isEqualTo(4_900);
        assertThat(run.at("/invocations/0/executionSuccessful").asBoolean()).isTrue();
        assertThat(run.at("/invocations/0/toolExecutionNotifications/0/message/text")
                        .asText())
                .isEqualTo("These are the worst 5000 of 5052 results, because GitHub stores at most 5,000 per run."
                        + " Left out, and in report.html and report.json: 50 not-covered, 2 redundant-permission");
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(10_000_000);
    }

    @Test
    void a_small_report_sarif_leaves_nothing_out() throws IOException {
        List<ReportedFinding> few = findings(FindingKind.NOT_COVERED, 5_000);
        JsonNode run = new ObjectMapper().readTree(sarif(few)).at("/runs/0");
        assertThat(run.at("/results")).hasSize(5_000);
        assertThat(run.at("/invocations/0/toolExecutionNotifications")).isEmpty();
    }

    @Test
    void names_in_report_sarif_neither_command_nor_link() throws IOException {
        assertThat(message("a\n::error::\u001b[31m\u202e\ud800"))
                .startsWith("Permission not covered: a\\n::error::\\x1b[31m\\u202e\\ud800 in Role dev/readers");
        assertThat(message("x [here](https://evil.example) \\[there](1) rules[0]"))
                .startsWith("Permission not covered: x \\[here\\](https://evil.example) \\\\\\[there\\](1)"
                        + " rules\\[0\\] in Role");
        assertThat(message("rules[0] \\d")).contains(": rules[0] \\d in");
    }

    private static String message(String subject) throws IOException {
        return new ObjectMapper()
                .readTree(sarif(List.of(finding(FindingKind.NOT_COVERED, subject, 1))))
                .at("/runs/0/results/0/message/text")
                .asText();
    }

    private static String sarif(List<ReportedFinding> found) {
        return ReportedFinding.sarif(found, Optional.empty());
    }

    private static List<ReportedFinding> findings(FindingKind kind, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> finding(kind, "get " + "pods".repeat(1_000) + number, number + 1))
                .toList();
    }

    private static ReportedFinding finding(FindingKind kind, String text, int line) {
        Origin origin = Origin.of("policy.yaml", line);
        return new ReportedFinding(
                kind, PolicyPlace.of(origin, OptionalInt.of(0)), "Role dev/readers", text, origin, null);
    }
}
