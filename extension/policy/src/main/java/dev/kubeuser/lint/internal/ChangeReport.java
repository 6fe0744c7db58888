package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.finding.internal.MarkdownSection;
import dev.kubeuser.finding.internal.MarkdownText;
import dev.kubeuser.finding.internal.PrettyJson;
import dev.kubeuser.finding.internal.SarifReport;
import dev.kubeuser.rbac.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
                        change.notes().stream().map(note -> "    " + Printable.text(note)),
                        change.details().stream().map(detail -> "    " + Printable.text(detail)))
                .flatMap(each -> each)
                .toList();
    }

    /** {@return all for the comment of a pull request, or the page of a job} */
    public String markdown() {
        return "# Who gains and loses what\n\nFrom " + MarkdownText.code(before) + " to " + MarkdownText.code(after)
                + ": " + summary() + ".\n"
                + MarkdownSection.text(
                        sections().stream()
                                .map(section -> MarkdownSection.findings(
                                        section.title(),
                                        Counted.of(section.changes().size(), "change"),
                                        section.changes()))
                                .toList(),
                        MOST_LINES,
                        "--format text");
    }

    /**
     * {@return the gains to which nobody agreed, each on the line that gives it, for a code host. What has no line, as
     * what a default role gives, is in a notification}
     */
    public String sarif() {
        return SarifReport.text(
                "kubeuser compare",
                RANKS.stream().map(ReportedChange.Rank::category).toList(),
                of(true).stream().filter(ReportedChange::isOpen).toList(),
                Optional.empty(),
                left -> Counted.of(left.size(), "gain")
                        + " more: no line of a file gives them, or there are too many for GitHub");
    }

    private record JsonChange(
            String change,
            String rank,
            String line,
            String request,
            @Nullable Origin origin,
            List<String> details,
            @Nullable String agreed,
            @Nullable String ended) {

        static JsonChange of(ReportedChange change) {
            return new JsonChange(
                    change.isGain() ? "gain" : "loss",
                    change.rank().id(),
                    change.line(),
                    change.request(),
                    change.origin(),
                    change.details(),
                    change.agreed(),
                    change.ended());
        }
    }

    private record JsonChanges(String before, String after, List<JsonChange> changes) {}

    /** {@return all for programs} */
    public String json() {
        return PrettyJson.of(new JsonChanges(
                before, after, changes.stream().map(JsonChange::of).toList()));
    }
}
