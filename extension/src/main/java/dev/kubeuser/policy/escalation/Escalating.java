package dev.kubeuser.policy.escalation;

import dev.kubeuser.policy.AppliedBinding;
import dev.kubeuser.policy.ObjectId;
import dev.kubeuser.policy.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes rules into a role that is bound to one, or writes the role that a binding of one still lacks. */
final class Escalating implements Way {

    @Override
    public Technique technique() {
        return Technique.ESCALATE;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers.heldBindings().flatMap(held -> step(powers, held).stream());
    }

    private Optional<Step> step(Powers powers, HeldBinding held) {
        AppliedBinding applied = held.applied();
        ObjectId role = applied.binding().roleRef();
        return write(powers, role, applied.isDangling())
                .flatMap(write -> powers.use(escalate(role, applied.isDangling()))
                        .map(escalate -> powers.step(
                                technique(),
                                "writes rules into the " + role + ", " + held.grant(),
                                List.of(escalate, write),
                                held.allRights())));
    }

    private static Optional<Use> write(Powers powers, ObjectId role, boolean isMissing) {
        return isMissing
                ? powers.use(Rbac.onRole("create", role).named(""))
                : powers.use(Rbac.onRole("update", role), "update", "patch");
    }

    /** A request that creates something has no name to the API server. */
    private static ResourceAttributes escalate(ObjectId role, boolean isMissing) {
        ResourceAttributes escalate = Rbac.onRole("escalate", role);
        return isMissing ? escalate.named("") : escalate;
    }
}
