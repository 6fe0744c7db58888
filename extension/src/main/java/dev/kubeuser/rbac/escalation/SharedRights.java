package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;

/**
 * What somebody may do by bindings, for all others whom one is.
 *
 * @param of whose rights
 * @param namespace where they count; empty for the whole cluster
 */
public record SharedRights(Identity of, String namespace) implements Gain {

    @Override
    public boolean allows(RbacPolicy policy, RequestAttributes request) {
        return Place.includes(namespace, request) && of.allows(policy, asBound(request));
    }

    /** By a ClusterRoleBinding one shares only what one may do in the whole cluster. */
    private RequestAttributes asBound(RequestAttributes request) {
        return request instanceof ResourceAttributes resource ? resource.in(namespace) : request;
    }

    /** {@return for example {@code what user "alice" may in namespace dev}} */
    @Override
    public String toString() {
        return "what " + of + " may in " + Place.text(namespace);
    }
}
