package dev.kubeuser.rbac;

import dev.kubeuser.rbac.NearMiss.Difference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Finds the rules that would allow a request if the request or the user differed. */
record NearMisses(RbacPolicy policy, UserInfo user, RequestAttributes request) {

    /** Fewest differences first; then rules bound to the user, then those not built in, then the smallest difference. */
    private static final Comparator<NearMiss> NEAREST_FIRST = Comparator.<NearMiss>comparingInt(
                    miss -> miss.differences().size())
            .thenComparing(miss -> !miss.isBoundToUser())
            .thenComparing(miss -> miss.binding().isBootstrap())
            .thenComparing(miss -> Collections.max(miss.differences()));

    List<NearMiss> find() {
        List<NearMiss> found = new ArrayList<>();
        for (RbacBinding binding : policy.bindings()) {
            policy.role(binding.roleRef())
                    .ifPresent(role -> role.rules().stream()
                            .map(rule -> new RuleComparison(rule, request))
                            .filter(RuleComparison::isOfOneKind)
                            .forEach(comparison -> add(binding, role, comparison, found)));
        }
        found.sort(NEAREST_FIRST);
        return found;
    }

    private void add(RbacBinding binding, RbacRole role, RuleComparison comparison, List<NearMiss> found) {
        Set<Difference> differences = comparison.differences();
        if (!binding.id().isClusterWide() && !binding.id().namespace().equals(request.namespace())) {
            differences.add(Difference.NAMESPACE);
        }
        if (binding.subjectsFor(user).isEmpty()) {
            differences.add(Difference.SUBJECT);
        }
        if (!differences.isEmpty()) {
            found.add(new NearMiss(binding, role, comparison.rule(), differences));
        }
    }
}
