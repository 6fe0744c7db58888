package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import java.util.Set;
import java.util.stream.Stream;

/** Makes or writes a ClusterRole with the labels by which another one, which is bound to one, takes over its rules. */
final class Aggregating implements Way {

    @Override
    public Technique technique() {
        return Technique.ESCALATE;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers.heldBindings()
                .filter(held -> powers.policy()
                        .role(held.role())
                        .filter(RbacRole::isAggregate)
                        .isPresent())
                .flatMap(held -> steps(powers, held).limit(1));
    }

    private Stream<Step> steps(Powers powers, HeldBinding held) {
        return powers.names().stream()
                .map(name -> RoleReference.clusterRole(name))
                .flatMap(part -> RoleWriting.of(powers, part).stream())
                .map(uses -> powers.step(
                        technique(),
                        "writes a ClusterRole that the " + held.role() + " aggregates, " + held.grant(),
                        uses,
                        Set.of(held.by()),
                        held.allRights()));
    }
}
