// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.base.internal.AcceptedLine;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.RiskAcceptance;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.Technique;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The risky permissions and escalation paths that a policy may have, as a file states them, one a line:
 *
 * <pre>
 * secrets-read
 * workload-creation in Role ci/deployers
 * escalation-path from Group sre by WORKLOAD, BIND until 2027-03-31 because the new pipeline replaces it
 * public-access by RoleBinding kube-public/cluster-info
 * unknown-role by ClusterRoleBinding debug to ClusterRole platform-owner
 * </pre>
 *
 * <p>Lines about changes, as in {@code Group sre gains list secrets in prod}, are for {@code kubeuser compare} and have
 * no effect here. After {@code until}, a line has effect up to the end of that day, in the time zone of this JVM; after
 * {@code because} there may be any text. A path without {@code by} may be any of that subject. Blank lines and lines
 * that begin with {@code #} are ignored.
 *
 * <p>Immutable and thread-safe.
 */
public final class AcceptedRisks {

    private static final String PATH = "escalation-path";
    private static final Pattern ESCALATION =
            Pattern.compile(PATH + "\\s+from\\s+(?<from>.+?)(?:\\s+by\\s+(?<by>.+))?");

    private static final String PUBLIC = "public-access";
    private static final Pattern ACCESS = Pattern.compile(PUBLIC + "\\s+by\\s+(?<binding>.+)");

    private static final String UNKNOWN = "unknown-role";
    private static final Pattern UNKNOWN_ROLE =
            Pattern.compile(UNKNOWN + "\\s+by\\s+(?<binding>.+?)\\s+to\\s+(?<role>.+)");

    private final List<Line> lines;

    private AcceptedRisks(List<Line> lines) {
        this.lines = lines;
    }

    /** A binding to a role that is not in the files. */
    private record Unknown(RbacBinding binding) {}

    /** What a line accepts: a risky permission, a path, or a binding that gives all users something or is unknown. */
    private record Line(Predicate<Object> what, AcceptedLine line) {}

    /** {@return nothing that is accepted} */
    public static AcceptedRisks none() {
        return new AcceptedRisks(List.of());
    }

    /**
     * {@return what lines of text accept}
     *
     * @param lines for example {@code secrets-read in Role dev/readers until 2027-03-31}
     * @throws IllegalArgumentException if a line is malformed, or there is no such risk; the message quotes the line
     */
    public static AcceptedRisks parse(Stream<String> lines) {
        List<AcceptedLine> all = AcceptedLine.parse(lines, AcceptedRisks::checked);
        return new AcceptedRisks(all.stream()
                .filter(line -> !line.isOfChange())
                .map(AcceptedRisks::line)
                .toList());
    }

    /**
     * {@return what a file accepts}
     *
     * @param file a text file in UTF-8
     * @throws IllegalArgumentException if it cannot be read, or a line is malformed
     */
    public static AcceptedRisks read(Path file) {
        return parse(AcceptedLine.read(file, "nothing is accepted"));
    }

    private static AcceptedLine checked(AcceptedLine line) {
        return line.isOfChange() ? line : line(line).line();
    }

    private static Line line(AcceptedLine line) {
        return new Line(what(line.what()), line);
    }

    private static Predicate<Object> what(String text) {
        if (text.startsWith(PUBLIC)) {
            Matcher access =
                    matched(ACCESS, text, "which binding gives it, as in " + PUBLIC + " by ClusterRoleBinding readers");
            BindingReference given = BindingReference.parse(access.group("binding"));
            return found -> found instanceof RbacBinding binding && binding.id().equals(given);
        }
        if (text.startsWith(UNKNOWN)) {
            Matcher unknown = matched(
                    UNKNOWN_ROLE,
                    text,
                    "which binding gives which role, as in " + UNKNOWN
                            + " by ClusterRoleBinding debug to ClusterRole debugger");
            BindingReference given = BindingReference.parse(unknown.group("binding"));
            RoleReference role = RoleReference.parse(unknown.group("role"));
            return found -> found instanceof Unknown unknownRole
                    && unknownRole.binding().id().equals(given)
                    && unknownRole.binding().roleRef().equals(role);
        }
        if (text.startsWith(PATH)) {
            Matcher path = matched(ESCALATION, text, "whose path is accepted, as in " + PATH + " from Group sre");
            Subject from = subject(path.group("from"));
            String by = techniques(path.group("by"));
            return found -> found instanceof EscalationFinding finding
                    && finding.subject().equals(from)
                    && (by == null || by.equals(finding.techniques()));
        }
        RiskAcceptance risk = risk(text);
        return found -> found instanceof RiskFinding finding && risk.accepts(finding);
    }

    private static Matcher matched(Pattern form, String text, String missing) {
        Matcher matcher = form.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write " + missing);
        }
        return matcher;
    }

    private static RiskAcceptance risk(String text) {
        String[] parts = text.split("\\s+in\\s+", 2);
        Risk risk = Stream.of(Risk.values())
                .filter(known -> known.id().equals(parts[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + parts[0] + "\" is not a risk; there are "
                        + Stream.of(Risk.values()).map(Risk::id).collect(Collectors.joining(", ")) + ", " + PATH
                        + ", "
                        + UNKNOWN
                        + " and "
                        + PUBLIC));
        return parts.length == 1 ? risk : risk.in(parts[1]);
    }

    /** In manifests, the namespace of a ServiceAccount may be a placeholder. */
    private static Subject subject(String text) {
        Matcher placeholder =
                Pattern.compile("ServiceAccount (\\$\\{[^}]+})/(\\S+)").matcher(text);
        return placeholder.matches()
                ? Subject.serviceAccount(placeholder.group(1), placeholder.group(2))
                : Subject.parse(text);
    }

    private static @Nullable String techniques(@Nullable String text) {
        return text == null
                ? null
                : Stream.of(text.split(","))
                        .map(String::strip)
                        .map(AcceptedRisks::technique)
                        .collect(Collectors.joining(", "));
    }

    private static String technique(String name) {
        try {
            return Technique.valueOf(name).toString();
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is not a technique; there are "
                            + Stream.of(Technique.values()).map(Enum::name).collect(Collectors.joining(", ")),
                    unknown);
        }
    }

    /**
     * {@return whether a risky permission is accepted today}
     *
     * @param finding the permission
     */
    public boolean accepts(RiskFinding finding) {
        return isAccepted(finding);
    }

    /**
     * {@return whether an escalation path is accepted today}
     *
     * @param finding the path
     */
    public boolean accepts(EscalationFinding finding) {
        return isAccepted(finding);
    }

    /**
     * {@return whether it is accepted today that a binding gives all users something}
     *
     * @param binding the binding
     */
    public boolean accepts(RbacBinding binding) {
        return isAccepted(binding);
    }

    /**
     * {@return whether it is accepted today that a binding grants a role which is not in the files}
     *
     * @param binding the binding
     */
    public boolean acceptsUnknown(RbacBinding binding) {
        return isAccepted(new Unknown(binding));
    }

    private boolean isAccepted(Object found) {
        return about(found).anyMatch(line -> !line.hasEnded());
    }

    private Stream<AcceptedLine> about(Object found) {
        return lines.stream().filter(line -> line.what().test(found)).map(Line::line);
    }

    /**
     * {@return the last day on which a risky permission was accepted; empty if no line with a date is about it}
     *
     * @param finding the permission
     */
    public Optional<LocalDate> end(RiskFinding finding) {
        return lastDay(finding);
    }

    /**
     * {@return the last day on which an escalation path was accepted; empty if no line with a date is about it}
     *
     * @param finding the path
     */
    public Optional<LocalDate> end(EscalationFinding finding) {
        return lastDay(finding);
    }

    private Optional<LocalDate> lastDay(Object found) {
        return about(found).flatMap(line -> Stream.ofNullable(line.until())).max(LocalDate::compareTo);
    }

    /**
     * {@return the line that accepts a risky permission}
     *
     * @param finding the permission
     */
    public static String line(RiskFinding finding) {
        return finding.risk() + " in " + finding.rule().id().role();
    }

    /**
     * {@return the line that accepts an escalation path}
     *
     * @param finding the path
     */
    public static String line(EscalationFinding finding) {
        return PATH + " from " + finding.subject() + (finding.isGranted() ? "" : " by " + finding.techniques());
    }

    /**
     * {@return the line that accepts that a binding gives all users something}
     *
     * @param binding the binding
     */
    public static String line(RbacBinding binding) {
        return PUBLIC + " by " + binding.id();
    }

    /**
     * {@return the line that accepts that a binding grants a role which is not in the files}
     *
     * @param binding the binding
     */
    public static String lineOfUnknown(RbacBinding binding) {
        return UNKNOWN + " by " + binding.id() + " to " + binding.roleRef();
    }
}
