package dev.kubeuser.cli;

import dev.kubeuser.assertion.internal.EscalationText;
import dev.kubeuser.assertion.internal.PolicyText;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.coverage.internal.ProbeUsers;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.EscalationPath;
import dev.kubeuser.rbac.escalation.Goal;
import dev.kubeuser.rbac.escalation.RiskAcceptance;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.Risks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is wrong with a policy, as far as its files show it.
 *
 * @param risks the risky permissions that are not accepted
 * @param waysUp how subjects of bindings become cluster-admin, by one or more steps
 * @param unknown the bindings whose role is not in the files, which is not a fault, but leaves a gap
 */
record PolicyFindings(List<RiskFinding> risks, Map<Subject, EscalationPath> waysUp, List<RbacBinding> unknown) {

    static PolicyFindings of(
            PolicyFiles files, Set<ServerFeature> features, Certainty least, List<RiskAcceptance> accepted) {
        return new PolicyFindings(
                Risks.in(files.policy()).with(features).all().stream()
                        .filter(found -> accepted.stream().noneMatch(one -> one.accepts(found)))
                        .toList(),
                waysUp(files, features, least),
                files.unknown());
    }

    private static Map<Subject, EscalationPath> waysUp(
            PolicyFiles files, Set<ServerFeature> features, Certainty least) {
        Map<Subject, UserInfo> users = new LinkedHashMap<>();
        files.policy().bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .forEach(subject -> users.putIfAbsent(subject, ProbeUsers.named(subject)));
        Map<UserInfo, EscalationPath> found = Escalation.in(files.policy())
                .including(least)
                .with(features)
                .findAll(users.values(), new Goal.ClusterAdmin());
        Map<Subject, EscalationPath> ways = new LinkedHashMap<>();
        users.forEach((subject, user) -> {
            EscalationPath path = found.get(user);
            if (path != null && !path.steps().isEmpty()) {
                ways.put(subject, path);
            }
        });
        return ways;
    }

    int count() {
        return risks.size() + waysUp.size();
    }

    /** Returns the sections, each with its findings, each of them in lines. */
    Map<String, List<List<String>>> sections() {
        Map<String, List<List<String>>> sections = new LinkedHashMap<>();
        put(
                sections,
                Counted.of(risks.size(), "risky permission").toString(),
                risks.stream().map(EscalationText::risk).toList());
        put(
                sections,
                Counted.of(waysUp.size(), "way up to cluster-admin", "ways up to cluster-admin")
                        .toString(),
                waysUp.entrySet().stream().map(PolicyFindings::wayUp).toList());
        put(
                sections,
                Counted.of(
                                unknown.size(),
                                "binding to a role that is not in the files",
                                "bindings to roles that are not in the files")
                        + ": what these grant is not known here",
                unknown.stream()
                        .map(binding -> List.of("  " + PolicyText.binding(binding) + " to " + binding.roleRef()))
                        .toList());
        return sections;
    }

    private static void put(Map<String, List<List<String>>> sections, String title, List<List<String>> found) {
        if (!found.isEmpty()) {
            sections.put(title, found);
        }
    }

    private static List<String> wayUp(Map.Entry<Subject, EscalationPath> way) {
        List<String> lines = new ArrayList<>();
        lines.add("  " + way.getKey() + ", in "
                + Counted.of(way.getValue().steps().size(), "step"));
        Stream.of(way.getValue())
                .map(EscalationText::steps)
                .forEach(steps -> steps.forEach(line -> lines.add("    " + line)));
        return lines;
    }
}
