package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The rules that bindings grant one user, by the place where they apply. Collected once, because a search asks about
 * each user in each namespace, and most users have rules in few.
 */
final class GrantedRules {

    private final UserInfo user;
    private final List<AppliedBinding> bindings;
    private final Map<String, List<RbacRule>> places = new HashMap<>();
    private final PlacedNeeds needs = new PlacedNeeds();
    private final PlacedNames names = new PlacedNames();

    GrantedRules(UserInfo user, List<AppliedBinding> bindings, Function<RbacRole, Set<Privilege>> needsMetBy) {
        this.user = user;
        this.bindings = bindings;
        for (AppliedBinding applied : bindings) {
            RbacRole role = applied.role();
            if (role != null) {
                String place = applied.binding().id().namespace();
                places.computeIfAbsent(place, unused -> new ArrayList<>()).addAll(role.rules());
                needs.add(place, needsMetBy.apply(role));
                role.rules().forEach(rule -> names.add(place, rule.resourceNames()));
            }
        }
        if (user.isMaster()) {
            needs.add(BindingScope.CLUSTER, EnumSet.allOf(Privilege.class));
        }
    }

    List<RbacBinding> bindings() {
        return bindings.stream().map(AppliedBinding::binding).toList();
    }

    /** Decides as the API server does. */
    boolean allow(RequestAttributes request) {
        return user.isMaster()
                || allow(BindingScope.CLUSTER, request)
                || (!request.namespace().isEmpty() && allow(request.namespace(), request));
    }

    private boolean allow(String place, RequestAttributes request) {
        for (RbacRule rule : places.getOrDefault(place, List.of())) {
            if (rule.allows(request)) {
                return true;
            }
        }
        return false;
    }

    boolean hasRulesIn(String namespace) {
        return places.containsKey(namespace);
    }

    /** What the rules may be good for. */
    PlacedNeeds needs() {
        return needs;
    }

    /** The object names in the rules. */
    PlacedNames names() {
        return names;
    }
}
