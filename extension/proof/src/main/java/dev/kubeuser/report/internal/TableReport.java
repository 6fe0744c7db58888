package dev.kubeuser.report.internal;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.coverage.internal.Share;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.report.internal.ReportedLine.Outcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of tables of access.
 *
 * @param lines the lines of all tables
 * @param analysis what they prove of the policy; {@code null} if there is none
 * @param unmet what is required of them and not met, a sentence each
 */
public record TableReport(
        List<ReportedLine> lines, @Nullable RunAnalysis analysis, List<String> unmet) {

    private static final String INDENTATION = "  ";
    private static final int MOST_LINES = 200;
    private static final List<Outcome> COMPLAINTS = List.of(Outcome.FAILS, Outcome.MISTAKEN);

    /** So much of a message says what it is about; a code host shows it beside the line. */
    private static final int LINES_OF_MESSAGE = 4;

    /** Copies the lists. */
    public TableReport {
        lines = List.copyOf(lines);
        unmet = List.copyOf(unmet);
    }

    /** {@return how all of it ended} */
    public Outcome outcome() {
        if (count(Outcome.MISTAKEN) > 0) {
            return Outcome.MISTAKEN;
        }
        return unmet.isEmpty() && count(Outcome.FAILS) == 0 ? Outcome.HOLDS : Outcome.FAILS;
    }

    private long count(Outcome outcome) {
        return lines.stream().filter(line -> line.outcome() == outcome).count();
    }

    private List<ReportedLine> complaints() {
        return lines.stream()
                .filter(line -> COMPLAINTS.contains(line.outcome()))
                .toList();
    }

    /** {@return how many hold, and what they prove of the policy, in lines} */
    private List<String> summary() {
        long failed = count(Outcome.FAILS);
        long mistaken = count(Outcome.MISTAKEN);
        List<String> summary = new ArrayList<>();
        summary.add(Counted.of(lines.size(), "line") + ": " + count(Outcome.HOLDS) + " as written"
                + (failed == 0 ? "" : ", " + failed + " not")
                + (mistaken == 0 ? "" : ", " + mistaken + " with a mistake"));
        if (analysis != null) {
            summary.add(Figures.of(analysis).summary());
        }
        return summary;
    }

    /** {@return each line that does not hold with what the library says, and the figures, in lines for a terminal} */
    public List<String> text() {
        return Stream.concat(
                        complaints().stream()
                                .flatMap(line -> Stream.concat(
                                        Stream.of(line.place() + ": " + Printable.text(line.sentence())),
                                        line.message().lines().map(each -> INDENTATION + each))),
                        summary().stream())
                .toList();
    }

    /** {@return the same for the page of a CI job} */
    public String markdown() {
        List<ReportedLine> complaints = complaints();
        MarkdownSection section =
                new MarkdownSection("Lines that do not hold", "", Counted.of(complaints.size(), "line"), most -> {
                    List<ReportedLine> first = complaints.stream().limit(most).toList();
                    return new MarkdownSection.Extract(
                            first.size(),
                            first.stream().flatMap(TableReport::markdown).toList());
                });
        return "# Who may do what\n\n"
                + Stream.concat(summary().stream(), unmet.stream())
                        .map(line -> "- " + MarkdownText.plain(line) + "\n")
                        .collect(Collectors.joining())
                + MarkdownSection.text(List.of(section), MOST_LINES, "--format text");
    }

    private static Stream<String> markdown(ReportedLine line) {
        return Stream.concat(
                Stream.of(
                        "- **" + MarkdownText.plain(line.sentence()) + "** (" + MarkdownText.plain(line.place()) + ")"),
                line.message().lines().map(each -> "  - " + MarkdownText.code(each.strip())));
    }

    /** {@return the lines that do not hold, each at its place, for a code host} */
    public String sarif() {
        SourceRoot root = SourceRoot.of(ModuleDirectory.current());
        List<ReportedLine> complaints = complaints();
        List<SarifReport.Result> results = complaints.stream()
                .limit(SarifReport.MOST_RESULTS)
                .map(line -> result(line, root))
                .toList();
        int more = complaints.size() - results.size();
        return SarifReport.of(
                        new SarifReport.Driver(
                                "kubeuser test",
                                TableReport.class.getPackage().getImplementationVersion(),
                                COMPLAINTS.stream().map(TableReport::rule).toList()),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        more == 0
                                ? List.of()
                                : List.of(new SarifReport.Notification(
                                        "warning",
                                        new SarifReport.Text(
                                                Counted.of(more, "line") + " more: these are too many for GitHub"))),
                        results)
                .text();
    }

    private static String ruleId(Outcome outcome) {
        return "line-" + outcome.id();
    }

    private static SarifReport.Rule rule(Outcome outcome) {
        return new SarifReport.Rule(
                ruleId(outcome),
                new SarifReport.Text(outcome.title()),
                new SarifReport.Text(outcome.help()),
                Map.of("level", "error"),
                null);
    }

    private static SarifReport.Result result(ReportedLine line, SourceRoot root) {
        String message = line.message().lines().limit(LINES_OF_MESSAGE).collect(Collectors.joining(" "));
        return new SarifReport.Result(
                ruleId(line.outcome()),
                COMPLAINTS.indexOf(line.outcome()),
                "error",
                SarifReport.message(line.sentence() + ": " + message),
                List.of(SarifReport.location(Origin.of(line.file(), line.line()), root)),
                Map.of(
                        "kubeuser/v1",
                        SarifReport.fingerprint(String.join(
                                "\n", ruleId(line.outcome()), Printable.text(line.file()), line.sentence()))));
    }

    /** {@return all for programs} */
    public String json() {
        JsonObject json = new JsonObject();
        json.addProperty("outcome", outcome().id());
        json.add("figures", figures());
        JsonArray required = new JsonArray();
        unmet.forEach(required::add);
        json.add("unmet", required);
        JsonArray all = new JsonArray();
        lines.forEach(line -> all.add(json(line)));
        json.add("lines", all);
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(json);
    }

    private JsonObject figures() {
        JsonObject figures = new JsonObject();
        figures.addProperty("lines", lines.size());
        for (Outcome outcome : Outcome.values()) {
            figures.addProperty(outcome.id(), count(outcome));
        }
        if (analysis != null) {
            Share covered = analysis.coverage().covered();
            figures.addProperty("permissions", covered.total());
            figures.addProperty("permissionsCovered", covered.count());
            Share killed = analysis.mutations().killed();
            figures.addProperty("mutants", killed.total());
            figures.addProperty("mutantsKilled", killed.count());
        }
        return figures;
    }

    private static JsonObject json(ReportedLine line) {
        JsonObject json = new JsonObject();
        json.addProperty("file", line.file());
        json.addProperty("line", line.line());
        json.addProperty("name", line.name());
        json.addProperty("subject", line.subject());
        json.addProperty("query", line.query());
        json.addProperty("expected", line.expected());
        json.addProperty("outcome", line.outcome().id());
        json.addProperty("message", line.message());
        return json;
    }
}
