package dev.kubeuser.coverage.internal;

import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.internal.ServedResource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A state of the policy before and after a mistake.
 *
 * @param state the state
 * @param before its policy
 * @param after the same with the mistake
 * @param served the resources that requests can be for
 * @param own the namespaces that were made for tests
 * @param demanded what assertions asked, those that asked the same together
 */
record MutatedState(
        PolicyState state,
        RbacPolicy before,
        RbacPolicy after,
        List<ServedResource> served,
        OwnNamespaces own,
        Collection<List<RecordedDecision>> demanded) {

    /** The assertions that would fail. */
    List<RecordedDecision> kills() {
        return demanded.stream()
                .filter(same -> after.allows(same.get(0).user(), same.get(0).request())
                        != same.get(0).allowed())
                .flatMap(List::stream)
                .toList();
    }

    /** The first question that has another answer, of those that the changed rules and bindings can be about. */
    Optional<Suggestion> difference() {
        Universe universe = Universe.of(served, own, before, after);
        Set<UserInfo> users = ProbeUsers.of(state.decisions(), before, after);
        return changedRules()
                .flatMap(universe::questions)
                .flatMap(question -> users.stream()
                        .filter(user ->
                                before.allows(user, question.request()) != after.allows(user, question.request()))
                        .map(user -> question.suggestion(user, before.allows(user, question.request()))))
                .findFirst();
    }

    /** Those of one policy that are not in the other, and those of roles whose bindings differ. */
    private Stream<RbacRule> changedRules() {
        Set<RbacRule> rules = new LinkedHashSet<>();
        addChanged(before, after, rules);
        addChanged(after, before, rules);
        return rules.stream();
    }

    private static void addChanged(RbacPolicy policy, RbacPolicy other, Set<RbacRule> rules) {
        policy.roles().stream()
                .filter(role -> !other.role(role.id()).equals(Optional.of(role)))
                .forEach(role -> rules.addAll(role.rules()));
        policy.bindings().stream()
                .filter(binding -> !other.bindings().contains(binding))
                .forEach(binding -> policy.role(binding.roleRef()).ifPresent(role -> rules.addAll(role.rules())));
    }
}
