// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * A rule that does not allow a request, and why not.
 *
 * @param binding the binding that grants the role
 * @param role the role that holds the rule
 * @param rule the rule, which would allow the request without the differences
 * @param differences how the request or the user differs, at least one, the nearest first
 */
@API(status = API.Status.INTERNAL)
public record NearMiss(RbacBinding binding, RbacRole role, RbacRule rule, Set<Difference> differences) {

    /** How a request differs from what a rule allows, from the nearest to the farthest. */
    public enum Difference {
        /** The rule is for objects with other names. */
        RESOURCE_NAME,
        /** The rule is for other verbs. */
        VERB,
        /** The rule is for another subresource, for the resource itself, or for a subresource only. */
        SUBRESOURCE,
        /** The rule is for another API group. */
        API_GROUP,
        /** The rule is bound in another namespace, or in one namespace while the request is cluster-wide. */
        NAMESPACE,
        /** The rule is for other resources. */
        RESOURCE,
        /** The rule is for other paths. */
        PATH,
        /** The binding does not name the user. */
        SUBJECT
    }

    /**
     * Fewest differences first; then rules bound to the user, then those not built in, then the smallest difference.
     */
    private static final Comparator<NearMiss> NEAREST_FIRST = Comparator.<NearMiss>comparingInt(
                    miss -> miss.differences().size())
            .thenComparing(miss -> !miss.isBoundToUser())
            .thenComparing(miss -> miss.binding().isBootstrap())
            .thenComparing(miss -> Collections.max(miss.differences()));

    /** Copies the set. */
    public NearMiss {
        differences = Collections.unmodifiableSet(EnumSet.copyOf(differences));
    }

    /** {@return whether the binding names the user} */
    public boolean isBoundToUser() {
        return !differences.contains(Difference.SUBJECT);
    }

    /**
     * The rules that would allow a request if the request or the user differed; only those of the user's bindings, or
     * all.
     */
    static List<NearMiss> find(RbacPolicy policy, UserInfo user, RequestAttributes request, boolean isOfUser) {
        List<RbacBinding> own =
                policy.bindingsFor(user).stream().map(AppliedBinding::binding).toList();
        Set<BindingReference> ownIds = own.stream().map(RbacBinding::id).collect(Collectors.toSet());
        List<NearMiss> found = new ArrayList<>();
        IdentityHashMap<RbacRule, Set<Difference>> compared = new IdentityHashMap<>();
        for (RbacBinding binding : isOfUser ? own : policy.bindings()) {
            Set<Difference> ofBinding = EnumSet.noneOf(Difference.class);
            if (!binding.id().isClusterWide() && !binding.id().namespace().equals(request.namespace())) {
                ofBinding.add(Difference.NAMESPACE);
            }
            if (!ownIds.contains(binding.id())) {
                ofBinding.add(Difference.SUBJECT);
            }
            policy.role(binding.roleRef())
                    .ifPresent(role -> role.rules().stream()
                            .filter(rule -> rule.isOfKindOf(request))
                            .forEach(rule -> {
                                // Each rule is compared once, however many bindings grant it.
                                Set<Difference> all = EnumSet.copyOf(ofBinding);
                                all.addAll(compared.computeIfAbsent(rule, unused -> rule.differences(request)));
                                if (!all.isEmpty()) {
                                    found.add(new NearMiss(binding, role, rule, all));
                                }
                            }));
        }
        found.sort(NEAREST_FIRST);
        return found;
    }
}
