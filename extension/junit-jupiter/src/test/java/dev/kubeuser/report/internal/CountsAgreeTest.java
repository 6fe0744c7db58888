package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** All files of a run's report, and its line on the console, have the same counts. */
@RunsOnce
@TestInstance(Lifecycle.PER_CLASS)
class CountsAgreeTest {

    private Path directory;
    private JsonObject json;
    private JsonObject page;
    private JsonArray results;
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
        EngineRun.of(Map.of("kubeuser.report", directory.toString()), SomeAccess.class)
                .assertSuccessful(2);
        json = ReportJson.read(directory);
        page = ReportJson.page(directory);
        markdown = Files.readString(directory.resolve("report.md"));
        results = JsonParser.parseString(Files.readString(directory.resolve("report.sarif")))
                .getAsJsonObject()
                .getAsJsonArray("runs")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("results");
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsJsonObject);
    }

    /** Those that count: what the API server asks for, of rules that a binding grants. */
    private Stream<JsonObject> permissions() {
        return objects(json.getAsJsonArray("rules"))
                .filter(rule -> rule.get("bound").getAsBoolean())
                .flatMap(rule -> objects(rule.getAsJsonArray("permissions")))
                .filter(permission -> permission.get("asked").getAsBoolean());
    }

    private long mutants(String status) {
        return objects(json.getAsJsonArray("mutations"))
                .filter(mutant -> mutant.get("status").getAsString().equals(status))
                .count();
    }

    private long onPage(FindingKind kind) {
        return page.getAsJsonArray("findings").asList().stream()
                .filter(row -> row.getAsJsonArray().get(0).getAsInt() == PageData.KINDS.indexOf(kind))
                .count();
    }

    /** Counts the entries, which the list of so small a run has all, and compares them with what their rules announce. */
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
        return objects(results)
                .filter(result -> result.get("ruleId").getAsString().equals(kind.id()))
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

    @Test
    void of_permissions() {
        Predicate<JsonObject> isCovered =
                permission -> permission.get("covered").getAsBoolean();
        long uncovered = permissions().filter(isCovered.negate()).count();
        assertThat(uncovered).isPositive();
        assertShare(
                "permissions",
                "permissions covered",
                permissions().filter(isCovered).count(),
                permissions().count());
        assertThat(figure("permissions")).isEqualTo(permissions().count());
        assertThat(figure("permissions not covered"))
                .isEqualTo(uncovered)
                .isEqualTo(onPage(FindingKind.NOT_COVERED))
                .isEqualTo(inMarkdown(FindingKind.NOT_COVERED))
                .isEqualTo(onCodeHosts(FindingKind.NOT_COVERED));
        assertThat(figure("redundant permissions"))
                .isEqualTo(permissions()
                        .filter(permission -> permission.get("redundant").getAsBoolean())
                        .count())
                .isEqualTo(onPage(FindingKind.REDUNDANT))
                .isEqualTo(inMarkdown(FindingKind.REDUNDANT))
                .isEqualTo(onCodeHosts(FindingKind.REDUNDANT));
    }

    @Test
    void of_bindings() {
        List<JsonObject> bindings = objects(json.getAsJsonArray("bindings")).toList();
        Predicate<JsonObject> isUsed = binding -> binding.get("used").getAsBoolean();
        assertShare(
                "bindingsUsed",
                "bindings used",
                bindings.stream().filter(isUsed).count(),
                bindings.size());
        long unused = bindings.stream()
                .mapToLong(binding -> isUsed.test(binding)
                        ? binding.getAsJsonArray("unusedSubjects").size()
                        : 1)
                .sum();
        assertThat(figure("bindings or subjects never used"))
                .isPositive()
                .isEqualTo(unused)
                .isEqualTo(onPage(FindingKind.UNUSED_BINDING))
                .isEqualTo(inMarkdown(FindingKind.UNUSED_BINDING))
                .isEqualTo(onCodeHosts(FindingKind.UNUSED_BINDING));
    }

    @Test
    void of_mutants() {
        assertShare("mutants", "mutants killed", mutants("KILLED"), mutants("KILLED") + mutants("SURVIVED"));
        assertThat(figure("surviving mutants"))
                .isPositive()
                .isEqualTo(mutants("SURVIVED"))
                .isEqualTo(onPage(FindingKind.SURVIVING_MUTANT))
                .isEqualTo(inMarkdown(FindingKind.SURVIVING_MUTANT))
                .isEqualTo(onCodeHosts(FindingKind.SURVIVING_MUTANT));
        assertThat(onPage(FindingKind.KILLED_MUTANT)).isEqualTo(mutants("KILLED"));
        assertThat(onPage(FindingKind.EQUIVALENT_MUTANT)).isPositive().isEqualTo(mutants("EQUIVALENT"));
        assertThat(markdown).contains("| equivalent mutants (not counted) | " + mutants("EQUIVALENT") + " |\n");
    }

    @Test
    void of_denials_risks_and_findings() {
        long denied = objects(json.getAsJsonArray("denials"))
                .mapToLong(denial -> denial.get("count").getAsLong())
                .sum();
        assertThat(figure("requests denied")).isEqualTo(denied).isEqualTo(1);
        assertThat(markdown).contains("| requests denied | 1 |\n");
        assertThat(onCodeHosts(FindingKind.DENIAL))
                .isEqualTo(json.getAsJsonArray("denials").size());
        assertThat(figure("risky permissions"))
                .isEqualTo(json.getAsJsonArray("risks").size())
                .isEqualTo(onPage(FindingKind.RISK))
                .isEqualTo(inMarkdown(FindingKind.RISK))
                .isEqualTo(onCodeHosts(FindingKind.RISK));
        assertThat(figure("policy findings"))
                .isPositive()
                .isEqualTo(findings("UNKNOWN"))
                .isEqualTo(onPage(FindingKind.POLICY_FINDING))
                .isEqualTo(inMarkdown(FindingKind.POLICY_FINDING))
                .isEqualTo(onCodeHosts(FindingKind.POLICY_FINDING));
        assertThat(figure("roles that no binding grants"))
                .isEqualTo(findings("NOT_GRANTED"))
                .isEqualTo(onPage(FindingKind.NOT_GRANTED))
                .isEqualTo(inMarkdown(FindingKind.NOT_GRANTED))
                .isEqualTo(onCodeHosts(FindingKind.NOT_GRANTED));
        assertThat(figure("verbs never asked for"))
                .isEqualTo(findings("NEVER_ASKED"))
                .isEqualTo(onPage(FindingKind.NEVER_ASKED))
                .isEqualTo(inMarkdown(FindingKind.NEVER_ASKED))
                .isEqualTo(onCodeHosts(FindingKind.NEVER_ASKED));
    }

    private long findings(String kind) {
        return objects(json.getAsJsonArray("findings"))
                .filter(finding -> finding.get("kind").getAsString().equals(kind))
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
        long pasted = page.getAsJsonArray("paste").asList().stream()
                .mapToLong(method ->
                        method.getAsJsonArray().get(1).getAsJsonArray().size())
                .sum();
        long shown = page.getAsJsonArray("findings").asList().stream()
                .map(row -> List.of(
                        row.getAsJsonArray().get(4).getAsInt(),
                        row.getAsJsonArray().get(7).getAsInt()))
                .filter(suggestion -> suggestion.get(0) >= 0)
                .distinct()
                .count();
        assertThat(pasted).isPositive().isEqualTo(shown);
        assertThat(markdown.split("\n    assertThat\\(", -1)).hasSize((int) pasted + 1);
    }
}
