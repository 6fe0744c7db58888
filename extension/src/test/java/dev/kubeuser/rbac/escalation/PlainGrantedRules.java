package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules that bindings grant one user, by the place where they apply. Collected once, because a search asks about
 * each user in each namespace, and most users have rules in few.
 */
final class PlainGrantedRules {

    private final UserInfo user;
    private final List<AppliedBinding> bindings;
    private final Map<String, List<RbacRule>> places = new HashMap<>();

    PlainGrantedRules(UserInfo user, List<AppliedBinding> bindings) {
        this.user = user;
        this.bindings = bindings;
        for (AppliedBinding applied : bindings) {
            RbacRole role = applied.role();
            if (role != null) {
                places.computeIfAbsent(applied.binding().id().namespace(), unused -> new ArrayList<>())
                        .addAll(role.rules());
            }
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

    /** The object names in the rules. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        bindings.forEach(applied -> {
            RbacRole role = applied.role();
            if (role != null) {
                role.rules().forEach(rule -> names.addAll(rule.resourceNames()));
            }
        });
        return names;
    }
}
