// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.request.ResourceAttributes;
import java.util.Optional;

/**
 * What no user should reach by escalation.
 *
 * <p>Immutable and thread-safe.
 */
public sealed interface Goal permits Goal.ClusterAdmin, Goal.Role, Goal.Identity {

    /**
     * {@return whether a capability is enough}
     *
     * @param capability the capability of a user
     * @param policy the roles and bindings
     */
    boolean isReachedBy(Capability capability, RbacPolicy policy);

    /**
     * Being allowed every verb on every resource of the cluster, by any role or as a member of {@code system:masters}.
     */
    record ClusterAdmin() implements Goal {

        private static final ResourceAttributes EVERYTHING = ResourceAttributes.of("*", "*", "*");

        @Override
        public boolean isReachedBy(Capability capability, RbacPolicy policy) {
            return capability.allows(policy, EVERYTHING);
        }
    }

    /**
     * Having a role, wherever it is bound, or all permissions where it would be bound.
     *
     * @param role the role
     */
    record Role(RoleReference role) implements Goal {

        @Override
        public boolean isReachedBy(Capability capability, RbacPolicy policy) {
            return new ClusterAdmin().isReachedBy(capability, policy) || isHeld(capability, policy);
        }

        private boolean isHeld(Capability capability, RbacPolicy policy) {
            if (capability instanceof Capability.Identity identity) {
                return policy.bindingsFor(identity.user()).stream()
                        .map(AppliedBinding::binding)
                        .anyMatch(binding -> binding.roleRef().equals(role));
            }
            if (capability instanceof Capability.BoundRole held) {
                return held.role().equals(role);
            }
            return capability instanceof Capability.AllPermissions all
                    && (role.isClusterWide() || all.namespace().equals(role.namespace()));
        }
    }

    /**
     * Acting as a subject for all requests, or being able to by all permissions of the cluster.
     *
     * @param subject the subject; the search knows those that bindings name
     */
    record Identity(Subject subject) implements Goal {

        /**
         * {@return whether a binding names the subject; a ServiceAccount also by its user name}
         *
         * @param policy the roles and bindings
         */
        public boolean isNamedIn(RbacPolicy policy) {
            Optional<Subject> wanted = subject.normal();
            return policy.bindings().stream()
                    .flatMap(binding -> binding.subjects().stream())
                    .anyMatch(bound -> bound.normal().equals(wanted));
        }

        @Override
        public boolean isReachedBy(Capability capability, RbacPolicy policy) {
            return new ClusterAdmin().isReachedBy(capability, policy)
                    || (capability instanceof Capability.Identity identity && subject.appliesTo(identity.user()));
        }
    }
}
