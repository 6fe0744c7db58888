// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.internal.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lint} found, for programs.
 *
 * @param publicAccess the bindings that give all users something
 * @param risks the risky permissions that are not accepted
 * @param escalationPaths the escalation paths to cluster-admin
 * @param idleRules what in rules has no effect
 * @param limitedRules what in rules allows less than it seems to
 * @param groupsOfOthers the API groups of which nothing is known here
 * @param aggregatedRules the rules that become part of {@code view}, {@code edit} or {@code admin}
 * @param unknownRoles the bindings whose role is not in the files
 * @param withoutHostPods whether subjects may run pods, and the cluster was taken to refuse those with access to their
 *     node
 */
record LintJson(
        List<PublicEntry> publicAccess,
        List<RiskEntry> risks,
        List<PathEntry> escalationPaths,
        List<IdleEntry> idleRules,
        List<IdleEntry> limitedRules,
        List<String> groupsOfOthers,
        List<AggregatedEntry> aggregatedRules,
        List<UnknownRole> unknownRoles,
        boolean withoutHostPods) {

    record IdleEntry(String rule, String origin, String problem) {}

    record AggregatedEntry(
            String into, String role, int rule, @Nullable String origin) {}

    record PublicEntry(
            String binding,
            List<String> subjects,
            String role,
            @Nullable String origin) {}

    record RiskEntry(
            String id,
            String why,
            String link,
            String role,
            int rule,
            @Nullable String origin,
            @Nullable String binding,
            List<String> tags) {}

    record PathEntry(String subject, List<String> techniques, List<String> lines, List<String> tags) {}

    record UnknownRole(
            String binding, String role, @Nullable String origin) {}

    static LintJson of(PolicyFindings findings) {
        return new LintJson(
                findings.publicAccess().stream().map(LintJson::access).toList(),
                findings.risks().stream().map(LintJson::risk).toList(),
                findings.escalationPaths().stream().map(LintJson::path).toList(),
                findings.idle().stream().map(LintJson::idle).toList(),
                findings.limited().stream().map(LintJson::idle).toList(),
                List.copyOf(findings.groupsOfOthers()),
                findings.aggregated().stream()
                        .map(found -> new AggregatedEntry(
                                found.into().toString(),
                                found.rule().id().role().toString(),
                                found.rule().id().index(),
                                text(found.rule().origin())))
                        .toList(),
                findings.unknown().stream().map(LintJson::unknown).toList(),
                findings.isWithoutHostPods());
    }

    private static IdleEntry idle(PolicyFindings.PolicyFinding found) {
        return new IdleEntry(found.part(), found.origin().toString(), found.problem());
    }

    private static PublicEntry access(RbacBinding binding) {
        return new PublicEntry(
                binding.id().toString(),
                binding.subjects().stream().map(Object::toString).toList(),
                String.valueOf(binding.roleRef()),
                text(binding.origin()));
    }

    private static RiskEntry risk(RiskFinding found) {
        return new RiskEntry(
                found.risk().id(),
                found.risk().why(),
                found.risk().link().toString(),
                found.rule().id().role().toString(),
                found.rule().id().index(),
                text(found.rule().origin()),
                found.grant().map(grant -> grant.binding().id().toString()).orElse(null),
                found.risk().tags());
    }

    private static PathEntry path(EscalationFinding found) {
        return new PathEntry(
                found.subject().toString(),
                found.path().steps().stream()
                        .map(Step::technique)
                        .map(Object::toString)
                        .toList(),
                found.path().lines(),
                found.tags());
    }

    private static UnknownRole unknown(PolicyFindings.UnknownRole found) {
        RbacBinding binding = found.binding();
        return new UnknownRole(binding.id().toString(), String.valueOf(binding.roleRef()), text(binding.origin()));
    }

    private static @Nullable String text(@Nullable Origin origin) {
        return origin == null ? null : origin.toString();
    }
}
