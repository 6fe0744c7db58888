package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.statement.internal.GrantedRequests;
import dev.kubeuser.statement.internal.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a statement needs that a subject is allowed some requests: the bindings and rules that allow any of them.
 *
 * @param inForce the policy in force
 * @param granted what it allows whom
 * @param statement the statement
 */
record NeededGrants(PolicyInForce inForce, GrantedRequests granted, Statement.Grants statement) {

    /**
     * A binding that allows some of the requests.
     *
     * @param binding the binding
     * @param subjects those of its subjects by which it does
     * @param requests the requests
     */
    record Needed(RbacBinding binding, List<Subject> subjects, RequestSet requests) {

        /** Whether a rule allows any of them. */
        boolean isBy(RbacRule rule) {
            return !rule.requests().intersection(requests).isEmpty();
        }
    }

    /** Whoever bypasses the policy needs nothing of it. */
    Stream<Needed> all() {
        UserInfo user = statement.user();
        return user.isMaster()
                ? Stream.of()
                : granted.bindingsWithGroups(statement.subject()).stream()
                        .distinct()
                        .map(binding -> new Needed(
                                binding,
                                binding.subjectsFor(user),
                                granted.requestsBy(binding).intersection(statement.requests())))
                        .filter(needed -> !needed.requests().isEmpty());
    }

    /** The rules under test that allow any of what a binding does. */
    Stream<RbacRule> rules(Needed needed) {
        return inForce.grantedBy(needed.binding()).stream()
                .flatMap(role -> role.rules().stream())
                .filter(rule -> rule.origin() != null && needed.isBy(rule));
    }
}
