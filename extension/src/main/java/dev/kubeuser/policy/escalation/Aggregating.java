package dev.kubeuser.policy.escalation;

import dev.kubeuser.policy.ObjectId;
import dev.kubeuser.policy.RbacRole;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a ClusterRole with the labels by which another one, which is bound to one, takes over its rules. */
final class Aggregating implements Way {

    private static final ObjectId NEW = new ObjectId("ClusterRole", "", "");

    @Override
    public Technique technique() {
        return Technique.ESCALATE;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers.heldBindings()
                .filter(held -> isAggregated(held.applied().role()))
                .flatMap(held -> step(powers, held).stream());
    }

    private static boolean isAggregated(@Nullable RbacRole role) {
        return role != null
                && role.rules().stream().anyMatch(rule -> !rule.id().role().equals(role.id()));
    }

    private Optional<Step> step(Powers powers, HeldBinding held) {
        ObjectId role = Objects.requireNonNull(held.applied().role()).id();
        return powers.use(Rbac.onRole("create", NEW))
                .flatMap(create -> powers.use(Rbac.onRole("escalate", NEW))
                        .map(escalate -> powers.step(
                                technique(),
                                "creates a ClusterRole that the " + role + " aggregates, " + held.grant(),
                                List.of(escalate, create),
                                held.allRights())));
    }
}
