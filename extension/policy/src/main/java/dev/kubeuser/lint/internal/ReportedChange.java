package dev.kubeuser.lint.internal;

import dev.kubeuser.finding.internal.Finding;
import dev.kubeuser.rbac.Origin;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody gains or loses by a change of a policy.
 *
 * @param isGain whether it is gained, not lost
 * @param rank how much it matters
 * @param line who gains or loses what and where, as a line that agrees to it
 * @param details the rule and the binding that give it, or the steps of a path, in lines
 * @param request a request that only one of the policies allows, in words; empty if there is none
 * @param origin where it is written, if that is known
 * @param agreed until when and why somebody agreed to it; {@code null} if nobody did
 * @param ended the last day on which it was agreed, if that is over; else {@code null}
 */
public record ReportedChange(
        boolean isGain,
        Rank rank,
        String line,
        List<String> details,
        String request,
        @Nullable Origin origin,
        @Nullable String agreed,
        @Nullable String ended)
        implements Finding {

    /** How much a change matters, the worst first. */
    public enum Rank {
        PUBLIC(
                "public permission",
                "public permissions",
                "9.5",
                "Everybody may do it: with any credential, without one, or as any ServiceAccount. Name who needs it."),
        ESCALATION_PATH(
                "escalation path",
                "escalation paths",
                "9.0",
                "A way to become cluster-admin that the policy had not before: see the steps."),
        SENSITIVE(
                "sensitive permission",
                "sensitive permissions",
                "7.0",
                "A permission that the Kubernetes documentation warns of, such as reading Secrets or creating pods."),
        WILDCARD(
                "wildcard",
                "wildcards",
                "7.0",
                "All verbs, resources or paths, also those to come: name those that are needed."),
        NEW_SUBJECT(
                "new subject",
                "new subjects",
                "4.0",
                "A user, group or ServiceAccount to which the policy granted nothing before."),
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
                        agreed == null ? "" : "agreed" + (agreed.isEmpty() ? "" : " " + agreed),
                        ended == null ? "" : "was agreed until " + ended + ", which is over",
                        request.isEmpty() ? "" : "for example " + request)
                .filter(note -> !note.isEmpty())
                .toList();
    }

    /** {@return whether somebody gains it, and nobody agreed} */
    public boolean isOpen() {
        return agreed == null;
    }
}
