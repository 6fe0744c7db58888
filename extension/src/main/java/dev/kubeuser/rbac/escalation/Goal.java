package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.RoleReference;

/** What nobody should be able to reach. */
public sealed interface Goal permits Goal.ClusterAdmin, Goal.Role {

    /**
     * {@return whether one gain is enough}
     *
     * @param gain what somebody has
     * @param policy the roles and bindings
     */
    boolean isReachedBy(Gain gain, RbacPolicy policy);

    /** To be allowed every verb on every resource of the cluster, by whatever role, or in {@code system:masters}. */
    record ClusterAdmin() implements Goal {

        private static final ResourceAttributes EVERYTHING = ResourceAttributes.of("*", "*", "*");

        @Override
        public boolean isReachedBy(Gain gain, RbacPolicy policy) {
            return gain.allows(policy, EVERYTHING);
        }
    }

    /**
     * To have a role, wherever it counts, or all rights where it would count.
     *
     * @param role which
     */
    record Role(RoleReference role) implements Goal {

        @Override
        public boolean isReachedBy(Gain gain, RbacPolicy policy) {
            return new ClusterAdmin().isReachedBy(gain, policy) || isHeld(gain, policy);
        }

        private boolean isHeld(Gain gain, RbacPolicy policy) {
            if (gain instanceof Identity identity) {
                return policy.bindingsFor(identity.requester()).stream()
                        .map(AppliedBinding::binding)
                        .anyMatch(binding -> binding.roleRef().equals(role));
            }
            if (gain instanceof HeldRole held) {
                return held.role().equals(role);
            }
            if (gain instanceof SharedRights) {
                return false;
            }
            return role.isClusterWide() || ((AllRights) gain).namespace().equals(role.namespace());
        }
    }
}
