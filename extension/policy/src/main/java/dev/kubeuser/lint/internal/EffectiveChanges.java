// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Sha256;
import dev.kubeuser.lint.internal.ChangeReport.ReportedChange;
import dev.kubeuser.lint.internal.ChangeReport.ReportedChange.Direction;
import dev.kubeuser.lint.internal.ChangeReport.ReportedChange.Rank;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestRange;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.statement.EffectiveDifference;
import dev.kubeuser.statement.EffectiveDifference.Change;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.UnknownGrant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ranks gains and losses, and finds where each is written and whether it is accepted.
 *
 * @param before the earlier policy
 * @param after the later policy
 * @param accepted the accepted gains and losses
 */
record EffectiveChanges(EffectivePolicy before, EffectivePolicy after, AcceptedChanges accepted) {

    /** A wildcard has all risky permissions. This many are enough to show what it means. */
    private static final int MAX_REASONS = 3;

    ChangeReport between(String beforeName, String afterName) {
        EffectiveDifference difference = EffectiveDifference.between(before, after);
        boolean isAsFree = difference.gains().isEmpty() && before.features().equals(after.features());
        List<EscalationFinding> paths = isAsFree ? List.of() : EffectiveDifference.escalationPathsGained(before, after);
        Set<Subject> admins = paths.stream()
                .filter(EscalationFinding::isGranted)
                .map(EscalationFinding::subject)
                .collect(Collectors.toSet());
        Map<Risk, RequestSet> risks = risks();
        List<ReportedChange> changes = new ArrayList<>();
        paths.forEach(path -> changes.add(change(path)));
        difference.changes().stream()
                // A subject that becomes cluster-admin gains all that: it is reported once.
                .filter(change -> !isOfAdmins(change, admins) && !isOfKubernetes(change))
                .forEach(change -> changes.add(change(change, risks)));
        changes.addAll(unknown(true, difference.unknownGains()));
        changes.addAll(unknown(false, difference.unknownLosses()));
        changes.addAll(RoleChanges.ofRoles(before, after, risks, accepted));
        return new ChangeReport(beforeName, afterName, changes);
    }

    /** The requests of each risk. Computed once for all changes. */
    static Map<Risk, RequestSet> risks() {
        Map<Risk, RequestSet> risks = new EnumMap<>(Risk.class);
        for (Risk risk : Risk.values()) {
            risks.put(risk, risk.requests());
        }
        return risks;
    }

    private static boolean isOfAdmins(Change change, Set<Subject> admins) {
        return change.isGained() && admins.containsAll(change.subjects());
    }

    /**
     * Whether another version of Kubernetes gives, or takes, it all by itself, as from a component of the control
     * plane.
     */
    private boolean isOfKubernetes(Change change) {
        EffectivePolicy giving = change.isGained() ? after : before;
        return change.subjects().stream()
                .allMatch(subject -> giving.bindingsOf(subject).stream()
                        .allMatch(binding -> giving.requestsBeyondDefaults(binding, subject)
                                .intersection(change.what().requests())
                                .isEmpty()));
    }

    private ReportedChange change(EscalationFinding path) {
        List<Grant> grants = path.path().steps().stream()
                .flatMap(step -> step.uses().stream())
                .flatMap(use -> use.grants().stream())
                .toList();
        return change(
                true,
                Subject.EVERYBODY.contains(path.subject()) ? Rank.PUBLIC : Rank.ESCALATION_PATH,
                ChangeLine.of(path),
                path.isGranted()
                        ? words(adminBindings(path.subject()))
                        : path.path().lines(),
                "",
                path.isGranted()
                        ? adminBindings(path.subject()).stream()
                                .filter(this::isNew)
                                .map(RbacBinding::origin)
                                .filter(origin -> origin != null)
                                .findFirst()
                                .orElse(null)
                        : grants.stream()
                                .filter(grant -> isNew(grant.binding()) || isNew(grant.role(), grant.rule()))
                                .findFirst()
                                .or(path::begin)
                                .map(grant -> origin(grant, before))
                                .orElse(null),
                path.tags());
    }

    /** The bindings that do it alone; if several do it together, all of them. */
    private List<RbacBinding> adminBindings(Subject subject) {
        List<RbacBinding> alone = after.adminBindingsOf(subject);
        return alone.isEmpty() ? after.bindingsOf(subject) : alone;
    }

    private static List<String> words(List<RbacBinding> bindings) {
        return bindings.stream()
                .map(binding -> "through " + PolicyText.binding(binding) + " of " + binding.roleRef())
                .toList();
    }

    private ReportedChange change(Change change, Map<Risk, RequestSet> risks) {
        Map<Risk, RequestSet> reasons =
                change.isGained() ? reasons(change.what().requests(), risks) : Map.of();
        RequestAttributes example = reasons.values().stream()
                .flatMap(requests -> after.witness(after.sendable(requests)).stream())
                .findFirst()
                .orElseGet(change::example);
        Subject subject = change.subjects().get(0);
        EffectivePolicy allowing = change.isGained() ? after : before;
        Optional<Grant> grant = allowing.rbac().decide(UserInfo.of(subject), example).grants().stream()
                .findFirst();
        return change(
                change.isGained(),
                rank(change),
                ChangeLine.of(change),
                Stream.concat(words(reasons), grant.map(PolicyText::grant).orElse(List.of()).stream())
                        .toList(),
                subject + (change.isGained() ? " may " : " may no longer ") + example,
                grant.map(found -> origin(found, change.isGained() ? before : after))
                        .orElse(null),
                tags(reasons));
    }

    /** Once for each role, place and subject: several bindings may give the same. */
    private List<ReportedChange> unknown(boolean isGain, List<UnknownGrant> grants) {
        Map<String, UnknownGrant> byLine = new LinkedHashMap<>();
        grants.forEach(grant -> byLine.putIfAbsent(ChangeLine.of(grant, isGain), grant));
        return byLine.entrySet().stream()
                .map(entry -> unknown(isGain, entry.getKey(), entry.getValue()))
                .toList();
    }

    private ReportedChange unknown(boolean isGain, String line, UnknownGrant grant) {
        return change(
                isGain,
                Subject.EVERYBODY.contains(grant.subject()) ? Rank.PUBLIC : Rank.UNKNOWN_ROLE,
                line,
                List.of(
                        "through " + PolicyText.binding(grant.binding()) + " of " + grant.role(),
                        "the cluster may have this role, with any rules: add its file to the sources"),
                "",
                grant.binding().origin(),
                List.of());
    }

    private ReportedChange change(
            boolean isGain,
            Rank rank,
            String line,
            List<String> details,
            String request,
            @Nullable Origin origin,
            List<String> tags) {
        return new ReportedChange(
                isGain ? Direction.GAIN : Direction.LOSS,
                rank,
                line,
                request,
                origin,
                details,
                accepted.accepted(line),
                accepted.ended(line),
                tags);
    }

    private static Rank rank(Change change) {
        return switch (change.weight()) {
            case PUBLIC -> Rank.PUBLIC;
            case RISK -> Rank.RISK;
            case WILDCARD -> Rank.WILDCARD;
            case NEW_SUBJECT -> Rank.NEW_SUBJECT;
            case GAIN, LOSS -> Rank.OTHER;
        };
    }

    /** The risky requests among some. */
    static Map<Risk, RequestSet> reasons(RequestSet some, Map<Risk, RequestSet> risks) {
        Map<Risk, RequestSet> reasons = new EnumMap<>(Risk.class);
        risks.forEach((risk, requests) -> {
            RequestSet found = requests.intersection(some);
            if (!found.isEmpty()) {
                reasons.put(risk, found);
            }
        });
        return reasons;
    }

    static List<String> tags(Map<Risk, RequestSet> reasons) {
        return reasons.keySet().stream()
                .flatMap(risk -> risk.tags().stream())
                .distinct()
                .toList();
    }

    static Stream<String> words(Map<Risk, RequestSet> reasons) {
        int more = reasons.size() - MAX_REASONS;
        return reasons.isEmpty()
                ? Stream.empty()
                : Stream.of(reasons.keySet().stream()
                                .limit(MAX_REASONS)
                                .map(risk -> risk.why() + " (" + risk + ")")
                                .collect(Collectors.joining("; "))
                        + (more > 0 ? "; and " + more + " more" : ""));
    }

    /**
     * Where it is written. A rule that the other policy has too is not what changed, so then it is the binding.
     *
     * @param grant the rule and the binding
     * @param other the policy that does not give it
     */
    private static @Nullable Origin origin(Grant grant, EffectivePolicy other) {
        Origin ofRule = grant.rule().origin();
        Origin ofBinding = grant.binding().origin();
        Origin first = isNew(grant.role(), grant.rule(), other) ? ofRule : ofBinding;
        if (first != null) {
            return first;
        }
        return ofBinding == null ? ofRule : ofBinding;
    }

    private boolean isNew(RbacBinding binding) {
        return before.rbac().bindings().stream()
                .noneMatch(each -> each.id().equals(binding.id())
                        && each.roleRef().equals(binding.roleRef())
                        && each.subjects().containsAll(binding.subjects()));
    }

    private boolean isNew(RbacRole role, RbacRule rule) {
        return isNew(role, rule, before);
    }

    private static boolean isNew(RbacRole role, RbacRule rule, EffectivePolicy other) {
        return other.rbac()
                .role(role.id())
                .map(known -> !known.requests().containsAll(rule.requests()))
                .orElse(true);
    }

    /**
     * What a subject gains or loses, as a line that can be accepted. So the line names all of it: two different changes
     * have different lines, whatever names are in them.
     */
    static final class ChangeLine {

        /** Names with other characters are quoted, so that one name does not look like two. */
        private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.:@/+=*{}$-]+");

        /** So many namespaces are still read; of more the line has a digest. */
        private static final int MAX_NAMESPACES = 5;

        private static final int DIGEST = 32;

        private ChangeLine() {}

        static String of(EffectiveDifference.Change change) {
            List<Subject> subjects = change.subjects();
            return subjects.stream().map(ChangeLine::subject).collect(Collectors.joining(", "))
                    + (change.isGained() ? " gain" : " lose")
                    + (subjects.size() == 1 ? "s " : " ")
                    + (change.what().what() + " " + where(change.what())).strip();
        }

        static String of(UnknownGrant grant, boolean isGain) {
            RoleReference role = grant.role();
            String namespace = grant.binding().id().namespace();
            return subject(grant.subject()) + (isGain ? " gains" : " loses") + " what "
                    + named(role.kind(), role.namespace(), role.name()) + " allows"
                    + (namespace.isEmpty() || namespace.equals(role.namespace()) ? "" : " in " + namespace)
                    + ", which is not in these sources";
        }

        static String of(EscalationFinding path) {
            return subject(path.subject())
                    + (path.isGranted() ? " gains cluster-admin" : " gains escalation-path by " + path.techniques());
        }

        private static String subject(Subject subject) {
            return named(subject.kind(), subject.namespace(), subject.name());
        }

        /** A subject or a role, so that no name looks like more of the line. */
        static String named(String kind, String namespace, String name) {
            String whole = namespace.isEmpty() ? name : namespace + "/" + name;
            return kind + " "
                    + (PLAIN.matcher(whole).matches()
                            ? whole
                            : '"' + Printable.text(whole.replace("\\", "\\\\").replace("\"", "\\\"")) + '"');
        }

        /** Where, with a digest if the words leave namespaces out. */
        private static String where(RequestRange range) {
            List<String> named = range.namespaces().named();
            return range.where().isEmpty() || named.size() <= MAX_NAMESPACES
                    ? range.where()
                    : range.where() + " (" + digest(named) + ")";
        }

        private static String digest(List<String> names) {
            return Sha256.hex(String.join("\n", names)).substring(0, DIGEST);
        }
    }
}
