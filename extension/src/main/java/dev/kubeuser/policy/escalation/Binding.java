package dev.kubeuser.policy.escalation;

import dev.kubeuser.policy.ObjectId;
import dev.kubeuser.policy.RbacRole;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Binds a role to oneself. Without the verb {@code bind} the API server allows that only to who has all rights of the
 * role, and gains nothing by it.
 */
final class Binding implements Way {

    @Override
    public Technique technique() {
        return Technique.BIND;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return Stream.concat(Stream.of(Place.CLUSTER), powers.population().namespaces().stream())
                .flatMap(namespace -> powers.policy().roles().stream()
                        .map(RbacRole::id)
                        .filter(role -> role.isClusterWide() || role.namespace().equals(namespace))
                        .flatMap(role -> step(powers, role, namespace).stream()));
    }

    private Optional<Step> step(Powers powers, ObjectId role, String namespace) {
        return powers.use(Rbac.onRole("bind", role, namespace))
                .flatMap(bind -> write(powers, role, namespace)
                        .map(write -> powers.step(
                                technique(),
                                "binds the " + role + " to itself in " + Place.text(namespace),
                                List.of(bind, write),
                                new HeldRole(role, namespace))));
    }

    /** A new binding, or one more subject of one that is there: which role that grants cannot be changed. */
    private static Optional<Use> write(Powers powers, ObjectId role, String namespace) {
        return powers.use(Rbac.onBindings("create", namespace))
                .or(() -> powers.policy().bindings().stream()
                        .filter(binding -> binding.roleRef().equals(role)
                                && binding.id().namespace().equals(namespace))
                        .flatMap(binding -> powers
                                .use(
                                        Rbac.onBindings("update", namespace)
                                                .named(binding.id().name()),
                                        "update",
                                        "patch")
                                .stream())
                        .findFirst());
    }
}
