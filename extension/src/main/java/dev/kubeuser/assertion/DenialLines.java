package dev.kubeuser.assertion;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.NearMiss;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.internal.ReviewAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Words why something is not allowed: the bindings that the user has, and the rules that are nearest to allowing it.
 *
 * @param policy the cluster's roles and bindings
 * @param requester who
 * @param answer which the policy explains
 */
record DenialLines(RbacPolicy policy, UserInfo requester, ReviewAnswer answer) {

    List<String> lines() {
        RequestAttributes question = answer.query().attributes();
        Decision decision = policy.decide(requester, question);
        if (decision.isAllowed()) {
            return List.of("By the cluster's roles and bindings it is allowed, so they were changed a moment ago:"
                    + " eventually() before the assertion waits until the server has heard of it.");
        }
        List<String> lines = new ArrayList<>(bindings(question));
        List<NearMiss> near = new NearestRules(policy.nearMisses(requester, question)).list();
        if (!near.isEmpty()) {
            lines.add("Nearest rules:");
            near.forEach(miss -> lines.add("  " + line(miss)));
        }
        return lines;
    }

    private List<String> bindings(RequestAttributes question) {
        List<String> own = policy.bindingsFor(requester, question.namespace()).stream()
                .filter(applied -> !applied.binding().isBootstrap())
                .map(DenialLines::line)
                .toList();
        if (own.isEmpty()) {
            return List.of("No binding that counts there names the user, but for those of Kubernetes itself.");
        }
        List<String> lines = new ArrayList<>();
        lines.add("Bindings of the user that count there:");
        own.forEach(line -> lines.add("  " + line));
        return lines;
    }

    private static String line(AppliedBinding applied) {
        return applied.binding().id() + " of " + applied.binding().roleRef() + " to "
                + applied.subjects().stream().map(Subject::toString).collect(Collectors.joining(", "))
                + (applied.isDangling() ? "; there is no such role" : "");
    }

    private static String line(NearMiss miss) {
        return miss.binding().id() + " of " + miss.role().id() + ", rule " + new RuleText(miss.rule()) + ": "
                + miss.differences().stream().map(DifferenceText::of).collect(Collectors.joining(", "));
    }
}
