package dev.kubeuser.assertion;

import dev.kubeuser.policy.Decision;
import dev.kubeuser.policy.Grant;
import dev.kubeuser.policy.RbacPolicy;
import dev.kubeuser.policy.Requester;
import java.util.ArrayList;
import java.util.List;

/**
 * Words why something is allowed: all bindings and rules that do it.
 *
 * @param policy the cluster's roles and bindings
 * @param requester who
 * @param answer which the policy explains
 */
record GrantLines(RbacPolicy policy, Requester requester, Answer answer) {

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
