// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.ReportJson.flag;
import static dev.kubeuser.testkit.ReportJson.objects;
import static dev.kubeuser.testkit.ReportJson.sarif;
import static dev.kubeuser.testkit.ReportJson.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All files of a run's report, and its line on the console, have the same counts. */
@RunsOnce
@TestInstance(Lifecycle.PER_CLASS)
class CountsAgreeTest {

    private Path directory;
    private JsonObject json;
    private JsonObject page;
    private List<JsonObject> results;
    private String markdown;

    @KubeManifests(value = "classpath:proof/hostile.yaml", createNamespaces = true)
    @KubeUser("<img src=x onerror=alert(1)>")
    @KubeUser("alice")
    static class SomeAccess {
        @Test
        void readers_get_configmaps(@KubeUser("<img src=x onerror=alert(1)>") KubeAccess reader) {
            assertThat(reader).can(get("configmaps").in("hostile"));
        }

        @Test
        void others_do_not(@KubeUser("alice") KubeAccess alice) {
            assertThat(alice).cannot(list("configmaps").in("hostile"));
            assertThat(alice.get("/api/v1/namespaces/hostile/secrets").code()).isEqualTo(403);
        }
    }

    @BeforeAll
    void run(@TempDir Path temporary) throws IOException {
        directory = temporary;
        EngineRun.reporting(directory, SomeAccess.class).assertSuccessful(2);
        json = ReportJson.read(directory);
        page = ReportJson.page(directory);
        markdown = Files.readString(directory.resolve("report.md"));
        results = objects(sarif(Files.readString(directory.resolve("report.sarif"))), "results")
                .toList();
    }

    /** Those that count: what the API server asks for, of rules that a binding grants. */
    private long permissions(String field, boolean value) {
        return objects(json, "rules")
                .filter(rule -> flag(rule, "bound"))
                .flatMap(rule -> objects(rule, "permissions"))
                .filter(permission -> flag(permission, "asked"))
                .filter(permission -> flag(permission, field) == value)
                .count();
    }

    private long mutants(String status) {
        return objects(json, "mutations")
                .filter(mutant -> text(mutant, "status").equals(status))
                .count();
    }

    private long onPage(FindingKind kind) {
        return objects(page, "findings")
                .filter(found -> text(found.getAsJsonObject("kind"), "one")
                        .equals(kind.counted(1).noun()))
                .count();
    }

    /**
     * Counts the entries, which the list of so small a run has all, and compares them with what their rules announce.
     */
    private long inMarkdown(FindingKind kind) {
        long entries = markdown.lines()
                .filter(line -> line.startsWith("  - " + kind.counted(1).noun() + ": "))
                .count();
        String nouns = kind.counted(1).noun() + "|" + kind.counted(2).noun();
        long announced = Pattern.compile("^- .*[:,] (\\d+) (?:" + nouns + ")(?:,|$)", Pattern.MULTILINE)
                .matcher(markdown)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
        assertThat(announced).as("announced of " + kind).isEqualTo(entries);
        if (entries > 0) {
            assertThat(markdown).containsPattern("\nRule by rule, worst first: .*\\b" + kind.counted(entries) + "[,.]");
        }
        return entries;
    }

    private long onCodeHosts(FindingKind kind) {
        return results.stream()
                .filter(result -> text(result, "ruleId").equals(kind.category().id()))
                .count();
    }

    private long figure(String name) {
        return json.getAsJsonObject("figures").get(name).getAsLong();
    }

    private void assertShare(String field, String row, long count, long total) {
        JsonObject share = json.getAsJsonObject(field);
        assertThat(share.get("count").getAsLong()).as(field).isEqualTo(count);
        assertThat(share.get("total").getAsLong()).as(field).isEqualTo(total);
        assertThat(markdown).contains("| " + row + " | " + count + " of " + total + " |\n");
        assertThat(figure(row + " (%)")).isEqualTo(count * 100 / total);
    }

    private long inJson(FindingKind kind) {
        return switch (kind) {
            case NOT_COVERED -> permissions("covered", false);
            case REDUNDANT -> permissions("redundant", true);
            case UNUSED_BINDING ->
                objects(json, "bindings").mapToLong(CountsAgreeTest::unused).sum();
            case SURVIVING_MUTANT -> mutants("SURVIVED");
            case KILLED_MUTANT -> mutants("KILLED");
            case EQUIVALENT_MUTANT -> mutants("EQUIVALENT");
            case UNDECIDED_MUTANT -> mutants("UNDECIDED");
            case RISK -> json.getAsJsonArray("risks").size();
            case POLICY_FINDING -> findings("UNKNOWN");
            case NOT_GRANTED -> findings("NOT_GRANTED");
            case NEVER_ASKED -> findings("NEVER_ASKED");
            case DENIAL -> json.getAsJsonArray("denials").size();
            case ESCALATION_PATH -> json.getAsJsonArray("escalationPaths").size();
        };
    }

    private static long unused(JsonObject binding) {
        return flag(binding, "used") ? binding.getAsJsonArray("unusedSubjects").size() : 1;
    }

    @ParameterizedTest
    @EnumSource
    void of_findings(FindingKind kind) {
        long listed = inJson(kind);
        assertThat(onCodeHosts(kind)).isEqualTo(kind.isOpen() ? listed : 0);
        if (kind.isOfPolicy()) {
            assertThat(onPage(kind)).isEqualTo(listed);
            assertThat(inMarkdown(kind)).isEqualTo(kind.isOpen() ? listed : 0);
        }
        if (kind.isOpen()) {
            assertThat(figure(kind.counted(0).noun())).isEqualTo(listed);
        }
    }

    @Test
    void of_findings_that_there_are() {
        assertThat(List.of(FindingKind.values()))
                .filteredOn(kind -> inJson(kind) > 0)
                .contains(
                        FindingKind.NOT_COVERED,
                        FindingKind.UNUSED_BINDING,
                        FindingKind.SURVIVING_MUTANT,
                        FindingKind.EQUIVALENT_MUTANT,
                        FindingKind.POLICY_FINDING,
                        FindingKind.DENIAL);
    }

    @Test
    void of_shares() {
        long all = permissions("covered", true) + permissions("covered", false);
        assertShare("permissions", "permissions covered", permissions("covered", true), all);
        assertThat(figure("permissions")).isEqualTo(all);
        List<JsonObject> bindings = objects(json, "bindings").toList();
        long used = bindings.stream().filter(binding -> flag(binding, "used")).count();
        assertShare("bindingsUsed", "bindings used", used, bindings.size());
        assertShare("mutants", "mutants killed", mutants("KILLED"), mutants("KILLED") + mutants("SURVIVED"));
        assertThat(markdown)
                .contains("| equivalent mutants (not counted) | " + mutants("EQUIVALENT") + " |\n")
                .contains("| requests denied | 1 |\n");
    }

    private long findings(String kind) {
        return objects(json, "findings")
                .filter(finding -> text(finding, "kind").equals(kind))
                .count();
    }

    @Test
    void on_the_console_and_in_the_summary_of_the_page() throws IOException {
        String summary = BuildEvidence.read(BuildEvidence.parts(directory))
                .report(Thresholds.none(), null)
                .summary();
        assertThat(summary)
                .isEqualTo("1 request denied, " + figure("permissions covered (%)") + " % of " + figure("permissions")
                        + " permissions covered, " + mutants("KILLED") + " of " + figure("mutants")
                        + " mutants killed");
        String html = Files.readString(directory.resolve("report.html"));
        assertThat(html)
                .contains("1 request denied<")
                .contains(FindingKind.SURVIVING_MUTANT.counted(mutants("SURVIVED")) + "<")
                .contains(mutants("KILLED") + " of " + figure("mutants") + "<");
    }

    @Test
    void of_tests_to_paste() {
        long pasted = objects(page, "paste")
                .mapToLong(method -> method.getAsJsonArray("statements").size())
                .sum();
        long shown = objects(page, "findings")
                .map(found -> found.get("suggestion"))
                .filter(Objects::nonNull)
                .distinct()
                .count();
        assertThat(pasted).isPositive().isEqualTo(shown);
        assertThat(markdown.split("\n    assertThat\\(", -1)).hasSize((int) pasted + 1);
    }
}
