// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.request.RequestSet;
import org.apiguardian.api.API;

/**
 * The third answer about a policy in files, beside allowed and not allowed: not known from these sources. A binding
 * gives a subject a role that is neither in the sources nor one of Kubernetes. The cluster may have that role, with any
 * rules. So it is never counted as nothing: a gate names it and fails until it is accepted or the role is supplied, an
 * assertion fails and says what is missing, and a list has a row for it.
 *
 * <p>The policy of a cluster has none: there such a binding gives nothing.
 *
 * @param subject who has it
 * @param binding the binding
 */
@API(status = API.Status.INTERNAL)
public record UnknownGrant(Subject subject, RbacBinding binding) {

    /** {@return the role that is not in the sources} */
    public RoleReference role() {
        return binding.roleRef();
    }

    /** {@return all that it may allow: everything, or everything in the namespace of a RoleBinding} */
    public RequestSet atMost() {
        return binding.id().isClusterWide()
                ? RequestSet.all()
                : RequestSet.all().in(binding.id().namespace());
    }

    /** {@return whether it may allow any of some requests} */
    public boolean mayAllowAny(RequestSet some) {
        return !some.intersection(atMost()).isEmpty();
    }

    /**
     * {@return whether it gives no more than another one: the same role to the same subject, in the same place or in
     * one that includes it}
     *
     * @param other the other one
     */
    public boolean isWithin(UnknownGrant other) {
        return subject.equals(other.subject)
                && role().equals(other.role())
                && (other.binding.id().isClusterWide()
                        || other.binding.id().namespace().equals(binding.id().namespace()));
    }
}
