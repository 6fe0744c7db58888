// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.lint.internal.ChangeReport.ReportedChange;
import dev.kubeuser.lint.internal.ChangeReport.ReportedChange.Direction;
import dev.kubeuser.lint.internal.ChangeReport.ReportedChange.Rank;
import dev.kubeuser.lint.internal.EffectiveChanges.ChangeLine;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestRange;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.EffectiveRole;
import dev.kubeuser.statement.RoleDifference;
import dev.kubeuser.statement.RoleDifference.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reports what one role allows and another one does not: as gained what only the later one allows, with the rules to
 * add to the earlier one, and as lost what only the earlier one allows.
 *
 * @param before the earlier role
 * @param after the later role
 * @param accepted the accepted gains and losses
 */
record RoleChanges(EffectiveRole before, EffectiveRole after, AcceptedChanges accepted) {

    ChangeReport between(String beforeName, String afterName) {
        Map<Risk, RequestSet> risks = EffectiveChanges.risks();
        List<ReportedChange> changes = new ArrayList<>();
        add(true, RoleDifference.between(after, before), risks, changes);
        add(false, RoleDifference.between(before, after), risks, changes);
        return new ChangeReport(
                name(before) + " of " + beforeName, name(after) + " of " + afterName, changes, "both allow the same");
    }

    /**
     * {@return what roles gain and lose that subjects may have by bindings elsewhere: {@code view}, {@code edit} and
     * {@code admin}, and the roles of files to which no binding gives anybody}
     *
     * @param before the earlier policy
     * @param after the later policy
     */
    static List<ReportedChange> ofRoles(
            EffectivePolicy before, EffectivePolicy after, Map<Risk, RequestSet> risks, AcceptedChanges accepted) {
        List<ReportedChange> changes = new ArrayList<>();
        Map<RbacRule.Id, RequestSet> gained = new HashMap<>();
        Map<RbacRule.Id, RequestSet> lost = new HashMap<>();
        for (RoleReference into : AggregatedRule.USER_FACING) {
            RoleChanges ofRole = of(into, before, after, accepted);
            ofRole.addOfRole(true, into, gained, risks, changes);
            ofRole.addOfRole(false, into, lost, risks, changes);
        }
        unbound(after).forEach(role -> of(role, before, after, accepted).addOfRole(true, role, gained, risks, changes));
        unbound(before).forEach(role -> of(role, before, after, accepted).addOfRole(false, role, lost, risks, changes));
        return changes;
    }

    private static RoleChanges of(
            RoleReference role, EffectivePolicy before, EffectivePolicy after, AcceptedChanges accepted) {
        return new RoleChanges(EffectiveRole.of(before, role), EffectiveRole.of(after, role), accepted);
    }

    /** The roles of files without a binding there; in a cluster, nobody has such a role. */
    private static List<RoleReference> unbound(EffectivePolicy policy) {
        Set<RoleReference> bound = policy.rbac().bindings().stream()
                .filter(binding -> !binding.subjects().isEmpty())
                .map(RbacBinding::roleRef)
                .collect(Collectors.toSet());
        return policy.isComplete()
                ? List.of()
                : policy.written().roles().stream()
                        .map(RbacRole::id)
                        .filter(role -> !bound.contains(role) && !AggregatedRule.USER_FACING.contains(role))
                        .toList();
    }

    /**
     * Each rule for the first role that has it: the next ones aggregate that. Rules of Kubernetes itself are left out.
     */
    private void addOfRole(
            boolean isGain,
            RoleReference role,
            Map<RbacRule.Id, RequestSet> reported,
            Map<Risk, RequestSet> risks,
            List<ReportedChange> changes) {
        EffectiveRole giving = isGain ? after : before;
        boolean isOfKubernetes = AggregatedRule.USER_FACING.contains(role);
        RoleDifference difference = RoleDifference.between(giving, isGain ? before : after);
        difference.parts().stream()
                .filter(part -> !isOfKubernetes
                        || giving.policy()
                                .written()
                                .role(part.rule().id().role())
                                .isPresent())
                .filter(part -> !reported.getOrDefault(part.rule().id(), RequestSet.none())
                        .containsAll(part.requests()))
                .map(part -> {
                    reported.merge(part.rule().id(), part.requests(), RequestSet::union);
                    return change(
                            isGain,
                            difference,
                            part,
                            risks,
                            List.of(
                                    PolicyText.rule(part.rule()) + ": " + PolicyText.yaml(part.rule()),
                                    "for whoever is bound to " + role
                                            + (isOfKubernetes ? "" : "; no binding of these sources is to it")));
                })
                .forEach(changes::add);
    }

    private static String name(EffectiveRole role) {
        return role.names().stream()
                        .map(each -> ChangeLine.named(each.kind(), each.namespace(), each.name()))
                        .collect(Collectors.joining(" + "))
                + (role.namespace().isEmpty()
                                || role.names().stream()
                                        .allMatch(each -> each.namespace().equals(role.namespace()))
                        ? ""
                        : " in " + Printable.text(role.namespace()));
    }

    private void add(
            boolean isGain, RoleDifference difference, Map<Risk, RequestSet> risks, List<ReportedChange> changes) {
        difference.alike().stream()
                .map(parts -> change(
                        isGain,
                        difference,
                        parts.get(0),
                        risks,
                        isGain
                                ? List.of("add to " + before + ":", "  " + difference.addition(parts.get(0)))
                                : parts.stream()
                                        .map(part -> "delete from " + difference.deletion(part))
                                        .toList()))
                .sorted(Comparator.comparing(ReportedChange::rank))
                .forEach(changes::add);
        if (difference.isBeyondNamespace()) {
            EffectiveRole wide = isGain ? after : before;
            EffectiveRole narrow = isGain ? before : after;
            changes.add(change(
                    isGain,
                    Rank.OTHER,
                    "the whole cluster beyond " + narrow.namespace(),
                    difference.example(difference.beyondNamespace()).toString(),
                    wide.origin(),
                    List.of(narrow + " is given in " + narrow.namespace() + " alone"),
                    List.of()));
        }
    }

    private ReportedChange change(
            boolean isGain, RoleDifference difference, Part part, Map<Risk, RequestSet> risks, List<String> rules) {
        Map<Risk, RequestSet> reasons = isGain ? EffectiveChanges.reasons(part.requests(), risks) : Map.of();
        boolean isWildcard = part.requests().ranges().stream().anyMatch(RequestRange::isWildcard);
        return change(
                isGain,
                !reasons.isEmpty() ? Rank.RISK : isGain && isWildcard ? Rank.WILDCARD : Rank.OTHER,
                difference.words(part),
                difference
                        .example(reasons.values().stream().findFirst().orElse(part.requests()))
                        .toString(),
                part.rule().origin(),
                Stream.concat(EffectiveChanges.words(reasons), rules.stream()).toList(),
                EffectiveChanges.tags(reasons));
    }

    private ReportedChange change(
            boolean isGain,
            Rank rank,
            String what,
            String example,
            @Nullable Origin origin,
            List<String> details,
            List<String> tags) {
        String line = name(after)
                + (isGain ? " gains " : " loses ")
                + what
                + (name(before).equals(name(after)) ? "" : " compared to " + name(before));
        return new ReportedChange(
                isGain ? Direction.GAIN : Direction.LOSS,
                rank,
                line,
                example,
                origin,
                details,
                accepted.accepted(line),
                accepted.ended(line),
                tags);
    }
}
