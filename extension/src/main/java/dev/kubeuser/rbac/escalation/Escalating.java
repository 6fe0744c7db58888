package dev.kubeuser.rbac.escalation;

import java.util.Optional;
import java.util.Set;
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
        return RoleWriting.of(powers, held.role())
                .map(uses -> powers.step(
                        technique(),
                        "writes rules into the " + held.role() + ", " + held.grant(),
                        uses,
                        Set.of(held.by()),
                        held.allRights()));
    }
}
