package dev.kubeuser.rbac;

import dev.kubeuser.rbac.NearMiss.Difference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the rules that would allow a request if the request or the user differed. */
record NearMisses(RbacPolicy policy, UserInfo user, RequestAttributes request) {

    /** Fewest differences first; then rules bound to the user, then those not built in, then the smallest difference. */
    private static final Comparator<NearMiss> NEAREST_FIRST = Comparator.<NearMiss>comparingInt(
                    miss -> miss.differences().size())
            .thenComparing(miss -> !miss.isBoundToUser())
            .thenComparing(miss -> miss.binding().isBootstrap())
            .thenComparing(miss -> Collections.max(miss.differences()));

    List<NearMiss> find() {
        Set<BindingReference> own = policy.bindingsFor(user).stream()
                .map(applied -> applied.binding().id())
                .collect(Collectors.toSet());
        return among(policy.bindings(), binding -> own.contains(binding.id()));
    }

    /** Finds those of bindings that name the user, without a look at all bindings. */
    List<NearMiss> findOwn() {
        return among(
                policy.bindingsFor(user).stream().map(AppliedBinding::binding).toList(), binding -> true);
    }

    /** Compares each rule once, however many bindings grant it. */
    private List<NearMiss> among(List<RbacBinding> bindings, Predicate<RbacBinding> isOwn) {
        List<NearMiss> found = new ArrayList<>();
        IdentityHashMap<RbacRole, List<RuleComparison.Result>> compared = new IdentityHashMap<>();
        for (RbacBinding binding : bindings) {
            policy.role(binding.roleRef())
                    .ifPresent(role -> compared.computeIfAbsent(role, this::compare)
                            .forEach(result -> add(binding, role, result, isOwn.test(binding), found)));
        }
        found.sort(NEAREST_FIRST);
        return found;
    }

    private List<RuleComparison.Result> compare(RbacRole role) {
        return role.rules().stream()
                .map(rule -> new RuleComparison(rule, request))
                .filter(RuleComparison::isOfOneKind)
                .map(RuleComparison::result)
                .toList();
    }

    private void add(
            RbacBinding binding, RbacRole role, RuleComparison.Result result, boolean isOwn, List<NearMiss> found) {
        Set<Difference> differences = EnumSet.noneOf(Difference.class);
        differences.addAll(result.differences());
        if (!binding.id().isClusterWide() && !binding.id().namespace().equals(request.namespace())) {
            differences.add(Difference.NAMESPACE);
        }
        if (!isOwn) {
            differences.add(Difference.SUBJECT);
        }
        if (!differences.isEmpty()) {
            found.add(new NearMiss(binding, role, result.rule(), differences));
        }
    }
}
