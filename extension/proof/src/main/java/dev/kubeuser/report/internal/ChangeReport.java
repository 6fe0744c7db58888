package dev.kubeuser.report.internal;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.rbac.Origin;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a change of a policy gives to whom, and takes from whom.
 *
 * @param before what the policy was, in words, for example {@code git:main:deploy/}
 * @param after what it becomes
 * @param changes what is gained, the worst first, then what is lost
 */
public record ChangeReport(String before, String after, List<ReportedChange> changes) {

    /** GitHub refuses a comment of more than 65,536 characters. */
    private static final int MOST_LINES = 200;

    private static final List<ReportedChange.Rank> RANKS = List.of(ReportedChange.Rank.values());

    /** Copies the list. */
    public ChangeReport {
        changes = List.copyOf(changes);
    }

    /** {@return what is gained or lost} */
    public List<ReportedChange> of(boolean isGain) {
        return changes.stream().filter(change -> change.isGain() == isGain).toList();
    }

    /** {@return whether somebody gains something to which nobody agreed} */
    public boolean hasOpenGains() {
        return of(true).stream().anyMatch(ReportedChange::isOpen);
    }

    /** {@return whether somebody loses something to which nobody agreed} */
    public boolean hasOpenLosses() {
        return of(false).stream().anyMatch(ReportedChange::isOpen);
    }

    /** A heading, and what is below it. */
    private record Section(String title, List<ReportedChange> changes) {}

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        for (boolean isGain : List.of(true, false)) {
            List<ReportedChange> open =
                    of(isGain).stream().filter(ReportedChange::isOpen).toList();
            for (ReportedChange.Rank rank : isGain ? RANKS : List.<ReportedChange.Rank>of()) {
                add(
                        sections,
                        open.stream().filter(change -> change.rank() == rank).toList(),
                        rank,
                        " gained");
            }
            if (!isGain && !open.isEmpty()) {
                sections.add(new Section(Counted.of(open.size(), "permission") + " lost", open));
            }
        }
        List<ReportedChange> agreed =
                changes.stream().filter(change -> !change.isOpen()).toList();
        if (!agreed.isEmpty()) {
            sections.add(new Section(Counted.of(agreed.size(), "change") + " agreed", agreed));
        }
        return sections;
    }

    private static void add(
            List<Section> sections, List<ReportedChange> changes, ReportedChange.Rank rank, String what) {
        if (!changes.isEmpty()) {
            sections.add(new Section(rank.counted(changes.size()) + what, changes));
        }
    }

    /** {@return a line, for example {@code 2 gains, 1 of them agreed, and 1 loss}} */
    public String summary() {
        if (changes.isEmpty()) {
            return "nobody gains or loses anything";
        }
        List<ReportedChange> gains = of(true);
        long agreed = gains.stream().filter(gain -> !gain.isOpen()).count();
        List<ReportedChange> losses = of(false);
        return (gains.isEmpty()
                        ? "nobody gains anything"
                        : Counted.of(gains.size(), "gain").toString())
                + (agreed == 0 ? "" : ", " + (agreed == gains.size() ? "all" : agreed + " of them") + " agreed")
                + (losses.isEmpty() ? "" : ", and " + Counted.of(losses.size(), "loss", "losses"));
    }

    /** {@return all in lines for a terminal} */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        for (Section section : sections()) {
            lines.add(section.title());
            section.changes().forEach(change -> lines.addAll(lines(change)));
        }
        lines.add(summary());
        return lines;
    }

    private static List<String> lines(ReportedChange change) {
        return Stream.of(
                        Stream.of("  " + Printable.text(change.line())),
                        notes(change).map(note -> "    " + Printable.text(note)),
                        change.details().stream().map(detail -> "    " + Printable.text(detail)))
                .flatMap(each -> each)
                .toList();
    }

    private static Stream<String> notes(ReportedChange change) {
        return Stream.of(
                        change.agreed() == null
                                ? ""
                                : "agreed" + (change.agreed().isEmpty() ? "" : " " + change.agreed()),
                        change.ended() == null ? "" : "was agreed until " + change.ended() + ", which is over",
                        change.request().isEmpty() ? "" : "for example " + change.request())
                .filter(note -> !note.isEmpty());
    }

    /** {@return all for the comment of a pull request, or the page of a job} */
    public String markdown() {
        return "# Who gains and loses what\n\nFrom " + MarkdownText.code(before) + " to " + MarkdownText.code(after)
                + ": " + summary() + ".\n"
                + MarkdownSection.text(
                        sections().stream().map(ChangeReport::section).toList(), MOST_LINES, "--format text");
    }

    private static MarkdownSection section(Section section) {
        List<ReportedChange> changes = section.changes();
        return new MarkdownSection(section.title(), "", Counted.of(changes.size(), "change"), most -> {
            List<ReportedChange> first = changes.stream().limit(most).toList();
            return new MarkdownSection.Extract(
                    first.size(), first.stream().flatMap(ChangeReport::markdown).toList());
        });
    }

    private static Stream<String> markdown(ReportedChange change) {
        return Stream.of(
                        Stream.of("- **" + MarkdownText.plain(change.line()) + "**"
                                + (change.origin() == null
                                        ? ""
                                        : " ("
                                                + MarkdownText.plain(
                                                        change.origin().toString()) + ")")),
                        notes(change).map(note -> "  - " + MarkdownText.plain(note)),
                        change.details().stream().map(detail -> "  - " + MarkdownText.code(detail.strip())))
                .flatMap(each -> each);
    }

    /**
     * {@return the gains to which nobody agreed, each on the line that gives it, for a code host. What has no line, as
     * what a default role gives, is in a notification}
     */
    public String sarif() {
        List<ReportedChange> gains =
                of(true).stream().filter(ReportedChange::isOpen).toList();
        List<ReportedChange> placed =
                gains.stream().filter(gain -> gain.origin() != null).toList();
        SourceRoot root = SourceRoot.of(ModuleDirectory.current());
        List<SarifReport.Result> results = placed.stream()
                .limit(SarifReport.MOST_RESULTS)
                .map(gain -> result(gain, root))
                .toList();
        List<SarifReport.Notification> leftOut = results.size() == gains.size()
                ? List.of()
                : List.of(new SarifReport.Notification(
                        "warning",
                        new SarifReport.Text(Counted.of(gains.size() - results.size(), "gain")
                                + " more: no line of a file gives them, or there are too many for GitHub")));
        return SarifReport.of(
                        new SarifReport.Driver(
                                "kubeuser compare",
                                ChangeReport.class.getPackage().getImplementationVersion(),
                                RANKS.stream().map(ChangeReport::rule).toList()),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        leftOut,
                        results)
                .text();
    }

    private static String ruleId(ReportedChange.Rank rank) {
        return "gained-" + rank.id();
    }

    private static SarifReport.Rule rule(ReportedChange.Rank rank) {
        return new SarifReport.Rule(
                ruleId(rank),
                new SarifReport.Text("gained " + rank.one()),
                new SarifReport.Text(rank.help()),
                Map.of("level", "error"),
                SarifReport.Properties.ofSecurity(rank.severity()));
    }

    private static SarifReport.Result result(ReportedChange gain, SourceRoot root) {
        return new SarifReport.Result(
                ruleId(gain.rank()),
                RANKS.indexOf(gain.rank()),
                "error",
                SarifReport.message(
                        Stream.concat(Stream.of(gain.line()), notes(gain)).collect(Collectors.joining("; "))),
                List.of(SarifReport.location(Objects.requireNonNull(gain.origin()), root)),
                Map.of(
                        "kubeuser/v1",
                        SarifReport.fingerprint(String.join(
                                "\n",
                                ruleId(gain.rank()),
                                Objects.requireNonNull(gain.origin()).document(),
                                gain.line()))));
    }

    /** {@return all for programs} */
    public String json() {
        JsonObject json = new JsonObject();
        json.addProperty("before", before);
        json.addProperty("after", after);
        JsonArray all = new JsonArray();
        changes.forEach(change -> all.add(json(change)));
        json.add("changes", all);
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(json);
    }

    private static JsonObject json(ReportedChange change) {
        JsonObject json = new JsonObject();
        json.addProperty("change", change.isGain() ? "gain" : "loss");
        json.addProperty("rank", change.rank().id());
        json.addProperty("line", change.line());
        json.addProperty("request", change.request());
        Origin origin = change.origin();
        if (origin != null) {
            JsonObject place = new JsonObject();
            place.addProperty("file", origin.file());
            place.addProperty("line", origin.line());
            place.addProperty("object", origin.object());
            if (origin.rendering() != null) {
                place.addProperty("rendering", origin.rendering());
            }
            json.add("origin", place);
        }
        JsonArray details = new JsonArray();
        change.details().forEach(details::add);
        json.add("details", details);
        if (change.agreed() != null) {
            json.addProperty("agreed", change.agreed());
        }
        if (change.ended() != null) {
            json.addProperty("ended", change.ended());
        }
        return json;
    }
}
