package dev.kubeuser.assertion;

import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.internal.Granted;
import dev.kubeuser.review.internal.ReviewAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * Words why something is allowed: all bindings and rules that do it.
 *
 * @param policy the cluster's roles and bindings
 * @param requester who
 * @param answer which the policy explains
 */
record GrantLines(RbacPolicy policy, UserInfo requester, ReviewAnswer answer) {

    List<String> lines() {
        Decision decision = policy.decide(requester, answer.query().attributes());
        if (decision.isBypassed()) {
            return List.of("The user is in the group system:masters, which may do everything, whatever bindings say.");
        }
        if (decision.grants().isEmpty()) {
            return List.of("No role and binding of the cluster allows it: they were changed since, or another"
                    + " authorizer than RBAC allows it.");
        }
        List<String> lines = new ArrayList<>();
        lines.add("Granted by:");
        decision.grants().forEach(grant -> lines.add("  " + line(grant)));
        return lines;
    }

    private static String line(Grant grant) {
        return Granted.of(grant) + ", rule " + new RuleText(grant.rule());
    }
}
