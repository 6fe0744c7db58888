package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the rules under test that would allow a denied request but for one difference. It may be in the request: then
 * the rule is one of the user's. It may be in the namespace: then the rule is the user's elsewhere. Or the binding does
 * not name the user: then the rule allows the request to others.
 */
final class NearDenials {

    private final PolicyInForce inForce;
    private final List<BoundRule> clusterWide = new ArrayList<>();
    private final Map<String, List<BoundRule>> byNamespace = new HashMap<>();
    private final Map<UserInfo, List<BoundRule>> elsewhere = new HashMap<>();
    private final Map<RequestAttributes, List<RbacRule>> ofOthers = new HashMap<>();

    /**
     * A rule under test that a binding grants.
     *
     * @param binding the binding
     * @param rule the rule
     */
    private record BoundRule(RbacBinding binding, RbacRule rule) {}

    NearDenials(PolicyInForce inForce) {
        this.inForce = inForce;
        for (RbacBinding binding : inForce.policy().bindings()) {
            List<BoundRule> place = binding.id().isClusterWide()
                    ? clusterWide
                    : byNamespace.computeIfAbsent(binding.id().namespace(), unused -> new ArrayList<>());
            inForce.grantedBy(binding).ifPresent(role -> place.addAll(underTest(binding, role)));
        }
    }

    private static List<BoundRule> underTest(RbacBinding binding, RbacRole role) {
        return role.rules().stream()
                .filter(rule -> rule.origin() != null)
                .map(rule -> new BoundRule(binding, rule))
                .toList();
    }

    Set<RbacRule> of(UserInfo user, RequestAttributes request) {
        Set<RbacRule> near = new HashSet<>(ofOthers(request));
        inForce.policy().bindingsFor(user, request.namespace()).stream()
                .filter(applied -> applied.role() != null)
                .flatMap(applied -> applied.role().rules().stream())
                .filter(rule -> rule.origin() != null && isOfOneKind(rule, request))
                .filter(rule -> rule.differences(request).size() == 1)
                .forEach(near::add);
        elsewhere.computeIfAbsent(user, this::elsewhere).stream()
                .filter(bound -> !bound.binding().id().namespace().equals(request.namespace()))
                .map(BoundRule::rule)
                .filter(rule -> rule.allows(request))
                .forEach(near::add);
        return near;
    }

    private static boolean isOfOneKind(RbacRule rule, RequestAttributes request) {
        return !(request instanceof ResourceAttributes ? rule.resources() : rule.nonResourceUrls()).isEmpty();
    }

    private List<BoundRule> elsewhere(UserInfo user) {
        return inForce.policy().bindingsFor(user).stream()
                .filter(applied ->
                        applied.role() != null && !applied.binding().id().isClusterWide())
                .flatMap(applied -> underTest(applied.binding(), applied.role()).stream())
                .toList();
    }

    /** A request that is denied to a user is allowed by no binding that names the user. */
    private List<RbacRule> ofOthers(RequestAttributes request) {
        List<RbacRule> known = ofOthers.get(request);
        if (known != null) {
            return known;
        }
        boolean isInNamespace = !request.namespace().isEmpty();
        List<RbacRule> found = new ArrayList<>();
        if (isInNamespace && request instanceof ResourceAttributes resource) {
            found.addAll(ofOthers(resource.in("")));
        } else {
            addAllowing(clusterWide, request, found);
        }
        if (isInNamespace) {
            addAllowing(byNamespace.getOrDefault(request.namespace(), List.of()), request, found);
        }
        ofOthers.put(request, found);
        return found;
    }

    private static void addAllowing(List<BoundRule> rules, RequestAttributes request, List<RbacRule> found) {
        rules.stream().map(BoundRule::rule).filter(rule -> rule.allows(request)).forEach(found::add);
    }
}
