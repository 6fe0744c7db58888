package dev.kubeuser.policy.escalation;

import dev.kubeuser.policy.AppliedBinding;

/**
 * A binding that counts for somebody whom one has become.
 *
 * @param bound who that is
 * @param applied the binding with its role
 */
record HeldBinding(Identity bound, AppliedBinding applied) {

    /** To be able to do everything where it counts. */
    Gain allRights() {
        return new AllRights(applied.binding().id().namespace());
    }

    /** For example {@code which RoleBinding dev/readers grants user "alice"}. */
    String grant() {
        return "which " + applied.binding().id() + " grants " + bound;
    }
}
