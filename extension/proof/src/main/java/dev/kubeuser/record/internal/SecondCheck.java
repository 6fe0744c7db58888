package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check that a request passed in addition to its own authorization. The audit log has no decision for it. If there
 * are several ways to pass it, only the policy tells which one was used.
 *
 * @param test the test that sent the request, if known
 * @param user the user who was checked
 * @param isAsserted whether the test would fail if the check failed
 * @param ways what the API server asks its authorizers for, in this order; one way is enough, with all its requests
 *     allowed
 * @param heldRole one more way, the last: to hold all that this role grants
 * @param namespace the namespace in which it must be held
 * @param mayBeSkipped whether the API server may have skipped the check, as for an update that changes nothing
 */
record SecondCheck(
        @Nullable TestCase test,
        UserInfo user,
        boolean isAsserted,
        List<List<RequestAttributes>> ways,
        @Nullable RoleReference heldRole,
        String namespace,
        boolean mayBeSkipped)
        implements FurtherNeed {

    SecondCheck {
        ways = List.copyOf(ways);
    }

    /** Returns the decisions of the first way that the policy allows or, if it allows none, of the first way. */
    @Override
    public List<RecordedDecision> decisions(RbacPolicy policy) {
        if (user.isMaster()) {
            return List.of();
        }
        List<List<RequestAttributes>> all = new ArrayList<>(ways);
        if (heldRole != null) {
            policy.role(heldRole).ifPresent(role -> all.add(HeldRights.asRequests(role.rules(), namespace)));
        }
        List<List<RequestAttributes>> open = all.stream()
                .filter(way -> way.stream().allMatch(request -> policy.allows(user, request)))
                .toList();
        if (open.isEmpty() && mayBeSkipped) {
            return List.of();
        }
        List<RequestAttributes> passed = open.isEmpty() ? all.get(0) : open.get(0);
        boolean isOnlyWay = open.size() < 2 && !mayBeSkipped;
        boolean isInferred = all.size() > 1 || mayBeSkipped;
        return passed.stream()
                .map(request -> RecordedDecision.secondCheck(test, user, request, isAsserted && isOnlyWay, isInferred))
                .toList();
    }
}
