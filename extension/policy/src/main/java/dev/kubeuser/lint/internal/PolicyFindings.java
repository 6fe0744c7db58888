// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.query.internal.AskedResources;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import dev.kubeuser.rbac.escalation.internal.HostPods;
import dev.kubeuser.rbac.escalation.internal.Risks;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.statement.UnknownGrant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is wrong with a policy, as far as its files show it.
 *
 * @param publicAccess the bindings that give all users something and are not accepted: all who have a credential or
 *     have none, or all ServiceAccounts
 * @param risks the risky permissions that are not accepted
 * @param escalationPaths how subjects of bindings become cluster-admin, and which subjects a default role makes
 *     cluster-admin, as far as that is not accepted. A role of the files that makes a subject cluster-admin is among
 *     the risks
 * @param accepted how many public bindings, risky permissions, escalation paths and bindings to unknown roles are
 *     accepted
 * @param idle what in the rules has no effect as it is written, which is not a fault, but may be a mistake
 * @param limited what in the rules allows less than it seems to, which is not a fault either
 * @param groupsOfOthers the API groups of which nothing is known here, so that no rule on them is looked at
 * @param aggregated the rules that become part of a role of Kubernetes, which is not a fault, but gives something
 *     without a binding
 * @param unknown the bindings whose role is neither in the files nor a default role, and is not accepted: the cluster
 *     may have that role, with any rules
 * @param isWithoutHostPods whether subjects may run pods, and the cluster was taken to refuse those with access to
 *     their node, so that no path leads through one
 * @param written the policy of the files
 */
public record PolicyFindings(
        List<RbacBinding> publicAccess,
        List<RiskFinding> risks,
        List<EscalationFinding> escalationPaths,
        int accepted,
        List<PolicyFinding> idle,
        List<PolicyFinding> limited,
        Set<String> groupsOfOthers,
        List<AggregatedRule> aggregated,
        List<UnknownRole> unknown,
        boolean isWithoutHostPods,
        RbacPolicy written) {

    private static final String ASSUMPTION =
            "Assumed: the cluster refuses pods with access to their node. If it admits them,"
                    + " as a new cluster does, add --host-pods admitted.";

    /**
     * A binding to a role that is neither in the files nor a default role.
     *
     * @param binding the binding
     * @param meant the name of a role that is nearly called so; empty if there is none
     */
    public record UnknownRole(RbacBinding binding, Optional<String> meant) {

        private static UnknownRole of(RbacBinding binding, RbacPolicy policy) {
            RoleReference role = binding.roleRef();
            return new UnknownRole(
                    binding,
                    Spelling.nearest(
                            role.name(),
                            policy.roles().stream()
                                    .map(RbacRole::id)
                                    .filter(known -> known.namespace().equals(role.namespace()))
                                    .map(RoleReference::name)
                                    .toList()));
        }

        /** {@return the role, and what may have been meant} */
        String role() {
            return binding.roleRef() + meant.map(Spelling::question).orElse("");
        }

        /** {@return the binding, its file and line, and the role} */
        @Override
        public String toString() {
            return PolicyText.binding(binding) + " to " + role();
        }
    }

    /** Copies the lists. */
    public PolicyFindings {
        publicAccess = List.copyOf(publicAccess);
        risks = List.copyOf(risks);
        escalationPaths = List.copyOf(escalationPaths);
        idle = List.copyOf(idle);
        limited = List.copyOf(limited);
        aggregated = List.copyOf(aggregated);
        unknown = List.copyOf(unknown);
    }

    /**
     * {@return what is wrong with a policy}
     *
     * @param least the escalation paths to include: those of at least this certainty
     * @param accepted the risky permissions and escalation paths that the policy may have
     */
    public static PolicyFindings of(PolicyFiles policy, Certainty least, AcceptedRisks accepted) {
        QueryCheck check = policy.check();
        RuleProblems problems =
                check == null ? null : new RuleProblems(AskedResources.of(check.served(), check), List.of());
        List<PolicyFinding> idle = problems == null
                ? List.of()
                : Stream.of(problems.ofFiles(policy.written()), ImpossibleSubject.in(policy.written()))
                        .flatMap(List::stream)
                        .toList();
        Escalation search = policy.effective().escalation().including(least).with(policy.hostPods());
        Set<Subject> ofOtherRoles = subjectsOfOtherRoles(policy);
        List<RbacBinding> publicAccess = policy.written().bindings().stream()
                .filter(binding -> !everybody(binding).isEmpty())
                .toList();
        List<RiskFinding> risks =
                Risks.in(policy.written()).with(policy.effective().features()).all();
        List<EscalationFinding> paths = search.toClusterAdmin(policy.subjects()).stream()
                .filter(found -> !found.isGranted() || ofOtherRoles.contains(found.subject()))
                .toList();
        List<RbacBinding> openAccess = without(publicAccess, accepted::accepts);
        List<RiskFinding> openRisks = without(risks, accepted::accepts);
        List<EscalationFinding> openPaths = without(paths, accepted::accepts);
        List<UnknownRole> unknown = policy.effective().unknown().stream()
                .map(UnknownGrant::binding)
                .distinct()
                .map(binding -> UnknownRole.of(binding, policy.inForce()))
                .toList();
        List<UnknownRole> openUnknown = without(unknown, role -> accepted.acceptsUnknown(role.binding()));
        int found = publicAccess.size() + risks.size() + paths.size() + unknown.size();
        return new PolicyFindings(
                openAccess,
                openRisks,
                openPaths,
                found - openAccess.size() - openRisks.size() - openPaths.size() - openUnknown.size(),
                idle,
                problems == null ? List.of() : problems.limited(policy.written()),
                problems == null ? Set.of() : problems.groupsOfOthers(policy.written()),
                AggregatedRule.in(policy.inForce(), policy.written()),
                openUnknown,
                policy.hostPods().in("default") == HostPods.Answer.REFUSED && canRunPods(policy),
                policy.written());
    }

    private static <T> List<T> without(List<T> found, Predicate<T> accepted) {
        return found.stream().filter(accepted.negate()).toList();
    }

    /** The subjects to which the files' bindings give a role that is not in the files. */
    private static Set<Subject> subjectsOfOtherRoles(PolicyFiles policy) {
        return policy.written().bindings().stream()
                .filter(binding -> policy.written().role(binding.roleRef()).isEmpty())
                .flatMap(binding -> binding.subjects().stream())
                .collect(Collectors.toSet());
    }

    /** Cluster-admin needs no path. */
    private static boolean canRunPods(PolicyFiles policy) {
        RequestSet running = Risk.WORKLOAD_CREATION
                .requests()
                .union(RequestSet.ofResources(
                        List.of("update", "patch"), List.of(""), List.of("pods/ephemeralcontainers"), List.of()));
        return policy.written().bindings().stream()
                .map(RbacBinding::roleRef)
                .distinct()
                .flatMap(role -> policy.inForce().role(role).stream())
                .filter(role -> !role.allows(ResourceAttributes.of("*", "*", "*")))
                .flatMap(role -> role.rules().stream())
                .anyMatch(rule -> !rule.requests().intersection(running).isEmpty());
    }

    /** The subjects of a binding that include all users, in words; empty if there is none. */
    static String everybody(RbacBinding binding) {
        return binding.subjects().stream()
                .filter(Subject.EVERYBODY::contains)
                .map(Subject::toString)
                .collect(Collectors.joining(", "));
    }

    /**
     * {@return whether nothing is public, there is no risk and no escalation path, and all roles are known; rules
     * without an effect and aggregated ones are ignored}
     */
    public boolean isEmpty() {
        return publicAccess.isEmpty() && risks.isEmpty() && escalationPaths.isEmpty() && unknown.isEmpty();
    }

    /** {@return the findings in lines, by the title of their section; names in them may hold anything} */
    private Map<String, List<String>> sections() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<EscalationFinding> granted =
                escalationPaths.stream().filter(EscalationFinding::isGranted).toList();
        List<EscalationFinding> paths =
                escalationPaths.stream().filter(found -> !found.isGranted()).toList();
        put(
                sections,
                Counted.of(
                        publicAccess.size(), "binding gives everybody something", "bindings give everybody something"),
                publicAccess.stream().map(PolicyFindings::line).toList());
        put(
                sections,
                Counted.of(paths.size(), "escalation path to cluster-admin", "escalation paths to cluster-admin"),
                paths.stream().flatMap(found -> lines(found, found)).toList());
        put(
                sections,
                Counted.of(
                        granted.size(),
                        "subject that a default role makes cluster-admin",
                        "subjects that a default role makes cluster-admin"),
                granted.stream().map(found -> "  " + found).toList());
        put(sections, Counted.of(risks.size(), "risky permission"), linesOfRisks());
        put(
                sections,
                Counted.of(
                                unknown.size(),
                                "binding to a role that is not in the files",
                                "bindings to roles that are not in the files")
                        + ": what these grant is not known here",
                unknown.stream().map(found -> "  " + found).toList());
        put(
                sections,
                Counted.of(idle.size(), "part of a rule has", "parts of rules have") + " no effect",
                idle.stream().map(PolicyFindings::line).toList());
        put(
                sections,
                Counted.of(limited.size(), "rule allows", "rules allow") + " less than it seems",
                limited.stream().map(PolicyFindings::line).toList());
        put(
                sections,
                Counted.of(
                        aggregated.size(),
                        "rule becomes part of a role of Kubernetes",
                        "rules become part of roles of Kubernetes"),
                aggregated.stream().map(found -> "  " + found).toList());
        return sections;
    }

    /**
     * {@return the lines that accept what is found}
     *
     * @throws IllegalArgumentException if a name is such that its line would accept something else
     */
    public List<String> acceptingLines() {
        return Stream.of(
                        lines(publicAccess, AcceptedRisks::line, AcceptedRisks::accepts),
                        lines(escalationPaths, AcceptedRisks::line, AcceptedRisks::accepts),
                        lines(risks, AcceptedRisks::line, AcceptedRisks::accepts),
                        lines(
                                unknown.stream().map(UnknownRole::binding).toList(),
                                AcceptedRisks::lineOfUnknown,
                                AcceptedRisks::acceptsUnknown))
                .flatMap(each -> each)
                .distinct()
                .toList();
    }

    private static <T> Stream<String> lines(
            List<T> findings, Function<T, String> line, BiPredicate<AcceptedRisks, T> accepts) {
        return findings.stream().map(found -> {
            String written = line.apply(found);
            if (!accepts.test(AcceptedRisks.parse(written.lines()), found)) {
                throw new IllegalArgumentException("no line can accept \"" + Printable.text(written)
                        + "\", because of the words in its name: rename it, or take it out of the policy");
            }
            return written;
        });
    }

    /** {@return all in lines for a terminal} */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        sections().forEach((title, found) -> {
            lines.add(title);
            lines.addAll(found);
        });
        if (isEmpty()) {
            lines.add(nothingFound());
        }
        if (!groupsOfOthers.isEmpty()) {
            lines.add(notKnown());
        }
        if (isWithoutHostPods()) {
            lines.add(ASSUMPTION);
        }
        return lines;
    }

    /**
     * {@return all for the page of a CI job. Names in a policy may contain anything, so they stand in a block that none
     * of them can end}
     */
    public List<String> markdown() {
        List<String> lines = new ArrayList<>();
        sections().forEach((title, found) -> {
            String fence = "```";
            while (String.join("\n", found).contains(fence)) {
                fence += "`";
            }
            lines.addAll(List.of("## " + title, "", fence + "text"));
            lines.addAll(found);
            lines.addAll(List.of(fence, ""));
        });
        if (isEmpty()) {
            lines.add(nothingFound());
        }
        if (!groupsOfOthers.isEmpty()) {
            lines.addAll(List.of("", MarkdownText.plain(notKnown())));
        }
        if (isWithoutHostPods()) {
            lines.addAll(List.of("", ASSUMPTION));
        }
        return lines;
    }

    private String notKnown() {
        return Counted.of(groupsOfOthers.size(), "API group") + " not known here, so rules on "
                + (groupsOfOthers.size() == 1 ? "it" : "them") + " are not checked for mistakes: "
                + Printable.text(String.join(", ", groupsOfOthers));
    }

    private static String line(PolicyFinding found) {
        return "  " + found.part() + " (" + found.origin() + "): " + found.problem();
    }

    private String nothingFound() {
        return accepted == 0
                ? "no risky permission and no escalation path found"
                : Counted.of(accepted, "finding") + ", all accepted";
    }

    /** {@return all for programs} */
    public String json() {
        return Json.pretty(LintJson.of(this));
    }

    /**
     * {@return all for a code host, the worst first, each on its line. What has no line, such as a binding in a
     * cluster, is in a notification}
     */
    public String sarif() {
        return SarifReport.text(
                "kubeuser lint",
                LintFinding.CATEGORIES,
                LintFinding.of(this),
                Optional.empty(),
                left -> Counted.of(left.size(), "finding")
                        + " more: no line of a file has them, or there are too many for GitHub");
    }

    private static String line(RbacBinding binding) {
        return "  " + PolicyText.binding(binding) + " gives " + everybody(binding) + " " + binding.roleRef();
    }

    /** Each risk once, with the rules that it is in: a large policy has the same one hundreds of times. */
    private List<String> linesOfRisks() {
        Map<Risk, List<String>> byRisk = new LinkedHashMap<>();
        for (RiskFinding finding : risks) {
            List<String> added = finding.lines();
            List<String> lines = byRisk.computeIfAbsent(finding.risk(), risk -> new ArrayList<>(added.subList(0, 1)));
            lines.addAll(added.subList(1, added.size()));
        }
        return byRisk.values().stream().flatMap(List::stream).toList();
    }

    private static void put(Map<String, List<String>> sections, Object title, List<String> found) {
        if (!found.isEmpty()) {
            sections.put(title.toString(), found);
        }
    }

    private static Stream<String> lines(Object title, EscalationFinding found) {
        return Stream.concat(
                Stream.of("  " + title),
                Stream.of(found.path().lines(), found.fixes())
                        .flatMap(List::stream)
                        .map(line -> "    " + line));
    }

    /**
     * A part of a policy that Kubernetes accepts but that has no effect. No figure includes it.
     *
     * @param kind why it has none
     * @param part the rule, role or binding
     * @param rule the index of the rule; empty for a role or binding
     * @param origin where it is written
     * @param problem what is wrong with it, and what to do
     */
    public record PolicyFinding(Kind kind, String part, OptionalInt rule, Origin origin, String problem) {

        /** Why a part of a policy has no effect. */
        public enum Kind {
            /** The part names a verb, resource, API group or role that the cluster does not have. */
            UNKNOWN,
            /** No binding grants the role. */
            NOT_GRANTED,
            /** The API server never asks for the verb on the resource. */
            NEVER_ASKED
        }
    }
}
