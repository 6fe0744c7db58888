// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import java.util.Set;

/**
 * What a step of an escalation gives: another identity, a role, or permissions in a namespace or the cluster.
 *
 * <p>Immutable and thread-safe.
 */
public sealed interface Capability
        permits Capability.Actor, Capability.BoundRole, Capability.SharedPermissions, Capability.AllPermissions {

    /**
     * {@return whether it allows a request}
     *
     * @param policy the roles and bindings
     * @param request the verb, and the resource or URL
     */
    boolean allows(RbacPolicy policy, RequestAttributes request);

    /** An identity to act as, by a credential or by impersonation. */
    sealed interface Actor extends Capability permits Identity, ConstrainedIdentity {

        /** {@return the user to act as, with all groups} */
        UserInfo user();

        /** Whether a request can be sent in that name. Does not check whether the user is allowed it. */
        boolean maySend(RbacPolicy policy, RequestAttributes request);
    }

    /**
     * An identity to the API server.
     *
     * @param user the user, with all groups
     */
    record Identity(UserInfo user) implements Actor {

        @Override
        public boolean maySend(RbacPolicy policy, RequestAttributes request) {
            return true;
        }

        @Override
        public boolean allows(RbacPolicy policy, RequestAttributes request) {
            return policy.allows(user, request);
        }

        /**
         * {@return for example {@code user "alice"}, {@code ServiceAccount ci/deployer} or {@code any member of group
         * sre}}
         */
        @Override
        public String toString() {
            String name = user.name().isEmpty()
                    ? anybody()
                    : Subject.serviceAccountOf(user.name())
                            .map(Subject::toString)
                            .orElse("user \"" + user.name() + "\"");
            return user.isMaster() ? name + " in system:masters" : name;
        }

        /** The one group of the user; without one, nothing distinguishes the user from others. */
        private String anybody() {
            List<String> groups = user.groups().stream()
                    .filter(group -> !group.equals("system:authenticated") && !group.equals("system:masters"))
                    .toList();
            return groups.size() == 1 ? "any member of group " + groups.get(0) : "any user";
        }
    }

    /**
     * An identity by constrained impersonation, for requests on which the impersonator has the verb
     * {@code impersonate-on}.
     *
     * @param user the user, with all groups
     * @param mode how it is impersonated, for example {@code user-info}
     * @param by the impersonator
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User Impersonation</a>
     */
    record ConstrainedIdentity(UserInfo user, String mode, Identity by) implements Actor {

        /** The API server asks about these verbs for the impersonated user, without {@code impersonate-on}. */
        private static final Set<String> ADDITIONAL_CHECKS = Set.of("approve", "bind", "escalate", "sign");

        @Override
        public boolean maySend(RbacPolicy policy, RequestAttributes request) {
            return ADDITIONAL_CHECKS.contains(request.verb()) || by.allows(policy, impersonation(request));
        }

        /** An impersonated user cannot impersonate. */
        @Override
        public boolean allows(RbacPolicy policy, RequestAttributes request) {
            return !request.verb().startsWith("impersonate")
                    && maySend(policy, request)
                    && policy.allows(user, request);
        }

        /** What the impersonator must be allowed, for example {@code impersonate-on:user-info:list pods}. */
        RequestAttributes impersonation(RequestAttributes request) {
            String verb = "impersonate-on:" + mode + ":" + request.verb();
            return request instanceof ResourceAttributes resource
                    ? resource.withVerb(verb)
                    : new NonResourceAttributes(verb, ((NonResourceAttributes) request).path());
        }

        /** {@return for example {@code user "root" for what user "alice" may do in its name}} */
        @Override
        public String toString() {
            return new Identity(user) + " for what " + by + " may do in its name";
        }
    }

    /**
     * A role that the user bound to itself.
     *
     * @param role the bound role
     * @param namespace where it applies; empty for the whole cluster
     */
    record BoundRole(RoleReference role, String namespace) implements Capability {

        @Override
        public boolean allows(RbacPolicy policy, RequestAttributes request) {
            return BindingScope.includes(namespace, request)
                    && policy.role(role).filter(held -> held.allows(request)).isPresent();
        }

        /** {@return for example {@code ClusterRole edit in namespace dev}} */
        @Override
        public String toString() {
            return role + " in " + BindingScope.text(namespace);
        }
    }

    /**
     * The permissions that bindings give one identity, shared with the other identities of the user.
     *
     * @param of the identity that shares its permissions
     * @param namespace where they apply; empty for the whole cluster
     */
    record SharedPermissions(Identity of, String namespace) implements Capability {

        @Override
        public boolean allows(RbacPolicy policy, RequestAttributes request) {
            return BindingScope.includes(namespace, request) && of.allows(policy, asBound(request));
        }

        /** A ClusterRoleBinding shares only cluster-wide permissions. */
        private RequestAttributes asBound(RequestAttributes request) {
            return request instanceof ResourceAttributes resource ? resource.in(namespace) : request;
        }

        /** {@return for example {@code what user "alice" may in namespace dev}} */
        @Override
        public String toString() {
            return "what " + of + " may in " + BindingScope.text(namespace);
        }
    }

    /**
     * All permissions, by rules that the user writes for itself, or by the credentials of the control plane.
     *
     * @param namespace where they apply; empty for the whole cluster
     */
    record AllPermissions(String namespace) implements Capability {

        @Override
        public boolean allows(RbacPolicy policy, RequestAttributes request) {
            return BindingScope.includes(namespace, request);
        }

        /** {@return for example {@code all rights in the whole cluster}} */
        @Override
        public String toString() {
            return "all rights in " + BindingScope.text(namespace);
        }
    }
}
