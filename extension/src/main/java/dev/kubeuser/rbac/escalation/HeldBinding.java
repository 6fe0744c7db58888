package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RoleReference;

/**
 * A binding that counts for somebody whom one has become, or that one has made.
 *
 * @param by what one has it by
 * @param role which it grants, whether that is there or not
 * @param namespace where it counts; empty for the whole cluster
 * @param grant for example {@code which RoleBinding dev/readers grants user "alice"}
 */
record HeldBinding(Gain by, RoleReference role, String namespace, String grant) {

    static HeldBinding of(Identity bound, RbacBinding binding) {
        return new HeldBinding(
                bound, binding.roleRef(), binding.id().namespace(), "which " + binding.id() + " grants " + bound);
    }

    static HeldBinding of(HeldRole role) {
        return new HeldBinding(role, role.role(), role.namespace(), "which is bound by then");
    }

    /** To be able to do everything where it counts. */
    Gain allRights() {
        return new AllRights(namespace);
    }
}
