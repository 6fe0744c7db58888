package dev.kubeuser.tool;

import dev.kubeuser.assertion.internal.EscalationText;
import dev.kubeuser.assertion.internal.PolicyText;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.coverage.internal.ProbeUsers;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.EscalationPath;
import dev.kubeuser.rbac.escalation.Goal;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.RiskAcceptance;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.Risks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * What is wrong with a policy, as far as its files show it.
 *
 * @param risks the risky permissions that are not accepted
 * @param waysUp how subjects of bindings become cluster-admin
 * @param unknown the bindings whose role is not in the files, which is not a fault, but leaves a gap
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PolicyFindings(List<RiskFinding> risks, List<WayUp> waysUp, List<RbacBinding> unknown) {

    /** Copies the lists. */
    public PolicyFindings {
        risks = List.copyOf(risks);
        waysUp = List.copyOf(waysUp);
        unknown = List.copyOf(unknown);
    }

    /**
     * How a subject becomes cluster-admin.
     *
     * @param subject the subject of a binding
     * @param path the way, by one or more steps
     */
    public record WayUp(Subject subject, EscalationPath path) {

        /**
         * {@return the steps, each with what it uses and what it gives}
         */
        public List<String> lines() {
            return EscalationText.steps(path);
        }
    }

    static PolicyFindings of(
            RbacPolicy policy, Set<ServerFeature> features, Certainty least, Collection<RiskAcceptance> accepted) {
        return new PolicyFindings(
                Risks.in(policy).with(features).all().stream()
                        .filter(found -> accepted.stream().noneMatch(one -> one.accepts(found)))
                        .toList(),
                waysUp(policy, features, least),
                policy.bindings().stream()
                        .filter(binding -> binding.roleRef() == null
                                || policy.role(binding.roleRef()).isEmpty())
                        .toList());
    }

    private static List<WayUp> waysUp(RbacPolicy policy, Set<ServerFeature> features, Certainty least) {
        Map<Subject, UserInfo> users = new LinkedHashMap<>();
        policy.bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .forEach(subject -> users.putIfAbsent(subject, ProbeUsers.named(subject)));
        Map<UserInfo, EscalationPath> found =
                Escalation.in(policy).including(least).with(features).findAll(users.values(), new Goal.ClusterAdmin());
        List<WayUp> ways = new ArrayList<>();
        users.forEach((subject, user) -> {
            EscalationPath path = found.get(user);
            if (path != null && !path.steps().isEmpty()) {
                ways.add(new WayUp(subject, path));
            }
        });
        return ways;
    }

    /**
     * {@return whether there is no risk and no way up; bindings whose role is not in the files do not count}
     */
    public boolean isEmpty() {
        return risks.isEmpty() && waysUp.isEmpty();
    }

    /**
     * {@return the findings in lines, by the title of their section; names in them may hold anything}
     */
    public Map<String, List<String>> sections() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        put(sections, Counted.of(risks.size(), "risky permission"), toldRisks());
        put(
                sections,
                Counted.of(waysUp.size(), "way up to cluster-admin", "ways up to cluster-admin"),
                waysUp.stream().flatMap(PolicyFindings::told).toList());
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

    private static Stream<String> told(WayUp way) {
        return Stream.concat(
                Stream.of("  " + way.subject() + ", in "
                        + Counted.of(way.path().steps().size(), "step")),
                way.lines().stream().map(line -> "    " + line));
    }
}
