package dev.kubeuser.tool;

import dev.kubeuser.assertion.internal.EscalationText;
import dev.kubeuser.assertion.internal.PolicyText;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.escalation.AcceptedRisks;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.Risks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * What is wrong with a policy, as far as its files show it.
 *
 * @param risks the risky permissions that are not accepted
 * @param escalationPaths how subjects of bindings become cluster-admin, as far as that is not accepted
 * @param unknown the bindings whose role is neither in the files nor a default role, which is not a fault, but leaves a gap
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PolicyFindings(
        List<RiskFinding> risks, List<EscalationFinding> escalationPaths, List<RbacBinding> unknown) {

    /** Copies the lists. */
    public PolicyFindings {
        risks = List.copyOf(risks);
        escalationPaths = List.copyOf(escalationPaths);
        unknown = List.copyOf(unknown);
    }

    static PolicyFindings of(AssumedPolicy policy, Certainty least, AcceptedRisks accepted) {
        return new PolicyFindings(
                Risks.in(policy.written()).with(policy.features()).all().stream()
                        .filter(found -> !accepted.accepts(found))
                        .toList(),
                Escalation.in(policy.inForce())
                        .including(least)
                        .with(policy.features())
                        .toClusterAdmin(policy.subjects())
                        .stream()
                        .filter(found -> !found.isGranted() && !accepted.accepts(found))
                        .toList(),
                policy.written().bindings().stream()
                        .filter(binding -> binding.roleRef() == null
                                || policy.inForce().role(binding.roleRef()).isEmpty())
                        .toList());
    }

    /**
     * {@return whether there is no risk and no escalation path; bindings whose role is not in the files do not count}
     */
    public boolean isEmpty() {
        return risks.isEmpty() && escalationPaths.isEmpty();
    }

    /**
     * {@return the steps of a path in lines, each with what it uses and what it gives}
     *
     * @param found the path
     */
    public static List<String> steps(EscalationFinding found) {
        return EscalationText.steps(found.path());
    }

    /**
     * {@return the findings in lines, by the title of their section; names in them may hold anything}
     */
    public Map<String, List<String>> sections() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        put(
                sections,
                Counted.of(
                        escalationPaths.size(),
                        "escalation path to cluster-admin",
                        "escalation paths to cluster-admin"),
                escalationPaths.stream().flatMap(PolicyFindings::told).toList());
        put(sections, Counted.of(risks.size(), "risky permission"), toldRisks());
        put(
                sections,
                Counted.of(
                                unknown.size(),
                                "binding to a role that is not in the files",
                                "bindings to roles that are not in the files")
                        + ": what these grant is not known here",
                unknown.stream()
                        .map(binding -> "  " + PolicyText.binding(binding) + " to " + binding.roleRef())
                        .toList());
        return sections;
    }

    /** Each risk once, with the rules that it is in: a large policy has the same one hundreds of times. */
    private List<String> toldRisks() {
        Map<Risk, List<String>> byRisk = new LinkedHashMap<>();
        for (RiskFinding finding : risks) {
            List<String> told = EscalationText.risk(finding);
            List<String> lines = byRisk.computeIfAbsent(finding.risk(), risk -> new ArrayList<>(told.subList(0, 1)));
            lines.addAll(told.subList(1, told.size()));
        }
        return byRisk.values().stream().flatMap(List::stream).toList();
    }

    private static void put(Map<String, List<String>> sections, Object title, List<String> found) {
        if (!found.isEmpty()) {
            sections.put(title.toString(), found);
        }
    }

    private static Stream<String> told(EscalationFinding found) {
        return Stream.concat(
                Stream.of("  " + found),
                Stream.of(steps(found), EscalationText.cuts(found.cuts()))
                        .flatMap(List::stream)
                        .map(line -> "    " + line));
    }
}
