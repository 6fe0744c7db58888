package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import org.apiguardian.api.API;

/** What a step of an escalation gives: another identity, a role, or permissions in a namespace or the cluster. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Capability
        permits Capability.Identity, Capability.BoundRole, Capability.SharedPermissions, Capability.AllPermissions {

    /**
     * {@return whether it allows a request}
     *
     * @param policy the roles and bindings
     * @param request the verb, and the resource or URL
     */
    boolean allows(RbacPolicy policy, RequestAttributes request);

    /**
     * An identity to the API server.
     *
     * @param user with all groups
     */
    record Identity(UserInfo user) implements Capability {

        @Override
        public boolean allows(RbacPolicy policy, RequestAttributes request) {
            return policy.allows(user, request);
        }

        /** {@return for example {@code user "system:serviceaccount:ci:deployer"}} */
        @Override
        public String toString() {
            String name = user.name().isEmpty() ? "any user" : "user \"" + user.name() + "\"";
            return user.isMaster() ? name + " in system:masters" : name;
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
                    && policy.role(role).stream()
                            .flatMap(held -> held.rules().stream())
                            .anyMatch(rule -> rule.allows(request));
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
     * All permissions, by rules that the user writes for itself.
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
