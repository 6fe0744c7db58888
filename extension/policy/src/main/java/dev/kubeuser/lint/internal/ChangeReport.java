// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import com.google.gson.annotations.SerializedName;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which subjects gain and lose what by a change of a policy. For programs each record is a JSON object, with its
 * components as fields.
 *
 * @param before what the policy was, in words, for example {@code git:main:deploy/}
 * @param after what it becomes
 * @param changes what is gained, the worst first, then what is lost
 * @param same what is said if there are none
 */
public record ChangeReport(String before, String after, List<ReportedChange> changes, String same) {

    /** GitHub refuses a comment of more than 65,536 characters. */
    private static final int MAX_LINES = 200;

    private static final List<ReportedChange.Rank> RANKS = List.of(ReportedChange.Rank.values());

    /** Copies the list. */
    public ChangeReport {
        changes = List.copyOf(changes);
    }

    /** What subjects gain and lose. */
    public ChangeReport(String before, String after, List<ReportedChange> changes) {
        this(before, after, changes, "nobody gains or loses anything");
    }

    /** {@return what is gained or lost} */
    public List<ReportedChange> of(boolean isGain) {
        return changes.stream().filter(change -> change.isGain() == isGain).toList();
    }

    /** {@return whether a subject gains something that is not accepted} */
    public boolean hasOpenGains() {
        return of(true).stream().anyMatch(ReportedChange::isOpen);
    }

    /** {@return whether a subject loses something that is not accepted} */
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
        List<ReportedChange> accepted =
                changes.stream().filter(change -> !change.isOpen()).toList();
        if (!accepted.isEmpty()) {
            sections.add(new Section(Counted.of(accepted.size(), "change") + " accepted", accepted));
        }
        return sections;
    }

    private static void add(
            List<Section> sections, List<ReportedChange> changes, ReportedChange.Rank rank, String what) {
        if (!changes.isEmpty()) {
            sections.add(new Section(rank.counted(changes.size()) + what, changes));
        }
    }

    /** {@return a line, for example {@code 2 gains, 1 of them accepted, and 1 loss}} */
    public String summary() {
        if (changes.isEmpty()) {
            return same;
        }
        List<ReportedChange> gains = of(true);
        long accepted = gains.stream().filter(gain -> !gain.isOpen()).count();
        List<ReportedChange> losses = of(false);
        return (gains.isEmpty()
                        ? "nobody gains anything"
                        : Counted.of(gains.size(), "gain").toString())
                + (accepted == 0 ? "" : ", " + (accepted == gains.size() ? "all" : accepted + " of them") + " accepted")
                + (losses.isEmpty() ? "" : ", and " + Counted.of(losses.size(), "loss", "losses"));
    }

    /** {@return the lines that accept what is gained, and what is lost} */
    public List<String> acceptingLines() {
        return changes.stream()
                .filter(ReportedChange::isOpen)
                .map(ReportedChange::line)
                .toList();
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
                        MAX_LINES,
                        "--format text");
    }

    /**
     * {@return the gains that are not accepted, each on the line that gives it, for a code host. What has no line, as
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

    /** {@return all for programs} */
    public String json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("before", before);
        json.put("after", after);
        json.put("changes", changes);
        return Json.pretty(json);
    }

    /**
     * What a subject gains or loses by a change of a policy.
     *
     * @param change whether it is gained or lost
     * @param rank how much it matters
     * @param line who gains or loses what and where, as a line that accepts it
     * @param request a request that only one of the policies allows, in words; empty if there is none
     * @param origin where it is written, if that is known
     * @param details the rule and the binding that give it, or the steps of a path, in lines
     * @param accepted until when and why it is accepted; {@code null} if it is not
     * @param ended the last day on which it was accepted, if that is over; else {@code null}
     * @param tags the identifiers that other scanners have for its risks or steps
     */
    record ReportedChange(
            Direction change,
            Rank rank,
            String line,
            String request,
            @Nullable Origin origin,
            List<String> details,
            @Nullable String accepted,
            @Nullable String ended,
            List<String> tags)
            implements Finding {

        /** Whether it is gained or lost. */
        enum Direction {
            @SerializedName("gain")
            GAIN,
            @SerializedName("loss")
            LOSS
        }

        /** How much a change matters, the worst first. */
        public enum Rank {
            @SerializedName("public")
            PUBLIC(
                    "public permission",
                    "public permissions",
                    "9.5",
                    "Everybody may do it: with any credential, without one, or as any ServiceAccount."
                            + " Name who needs it."),
            @SerializedName("escalation-path")
            ESCALATION_PATH(
                    "escalation path",
                    "escalation paths",
                    "9.0",
                    "A way to become cluster-admin that the policy had not before: see the steps."),
            @SerializedName("unknown-role")
            UNKNOWN_ROLE(
                    "role that is not in the sources",
                    "roles that are not in the sources",
                    "8.0",
                    "The cluster may have the role, with any rules: add its file to the sources, or accept the gain."),
            @SerializedName("risk")
            RISK(
                    "risky permission",
                    "risky permissions",
                    "7.0",
                    "A permission that the Kubernetes documentation warns of, such as reading Secrets or"
                            + " creating pods."),
            @SerializedName("wildcard")
            WILDCARD(
                    "wildcard",
                    "wildcards",
                    "7.0",
                    "All verbs, resources or paths, also those to come: name those that are needed."),
            @SerializedName("new-subject")
            NEW_SUBJECT(
                    "new subject",
                    "new subjects",
                    "4.0",
                    "A user, group or ServiceAccount to which the policy granted nothing before."),
            @SerializedName("other")
            OTHER("permission", "permissions", "3.0", "A permission that the subject had not before.");

            private final String one;
            private final String several;
            private final String severity;
            private final String help;

            Rank(String one, String several, String severity, String help) {
                this.one = one;
                this.several = several;
                this.severity = severity;
                this.help = help;
            }

            /** {@return its name in files, for example {@code new-subject}} */
            public String id() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }

            String counted(int number) {
                return number + " " + (number == 1 ? one : several);
            }

            Category category() {
                return new Category("gained-" + id(), "error", severity, "gained " + one, help);
            }
        }

        boolean isGain() {
            return change == Direction.GAIN;
        }

        /** Copies the list. */
        public ReportedChange {
            details = List.copyOf(details);
        }

        @Override
        public Category category() {
            return rank.category();
        }

        @Override
        public String summary() {
            return line;
        }

        @Override
        public List<String> notes() {
            return Stream.of(
                            accepted == null ? "" : "accepted" + (accepted.isEmpty() ? "" : " " + accepted),
                            ended == null ? "" : "was accepted until " + ended + ", which is over",
                            request.isEmpty() ? "" : "for example " + request)
                    .filter(note -> !note.isEmpty())
                    .toList();
        }

        /** {@return whether it is not accepted} */
        public boolean isOpen() {
            return accepted == null;
        }
    }
}
