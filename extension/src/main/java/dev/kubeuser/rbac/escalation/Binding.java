package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Binds a role to oneself. Without the verb {@code bind} the API server allows that only to who has all rights of the
 * role, and gains nothing by it, but for {@link Sharing}.
 */
final class Binding implements Way {

    @Override
    public Technique technique() {
        return Technique.BIND;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers.population().places().flatMap(namespace -> from(powers, namespace));
    }

    private Stream<Step> from(Powers powers, String namespace) {
        return powers.creation(Rbac.onBindings("create", namespace))
                .map(create -> Stream.concat(existing(powers, namespace), missing(powers, namespace))
                        .flatMap(role -> step(powers, role, namespace, create).stream()))
                .orElseGet(() -> changes(powers, namespace));
    }

    private static Stream<RoleReference> existing(Powers powers, String namespace) {
        return powers.policy().roles().stream()
                .map(RbacRole::id)
                .filter(role -> role.isClusterWide() || role.namespace().equals(namespace));
    }

    /** Those that rules name, for one may be allowed to bind them. */
    private static Stream<RoleReference> missing(Powers powers, String namespace) {
        return Rbac.roles(powers.names(), namespace)
                .filter(role ->
                        !role.name().isEmpty() && powers.policy().role(role).isEmpty());
    }

    /** One more subject of a binding that is there: which role that grants cannot be changed. */
    private Stream<Step> changes(Powers powers, String namespace) {
        return powers.policy().bindings().stream()
                .filter(binding -> binding.id().namespace().equals(namespace))
                .flatMap(binding -> powers
                        .use(
                                Rbac.onBindings("update", namespace)
                                        .named(binding.id().name()),
                                "update",
                                "patch")
                        .flatMap(write -> step(powers, binding.roleRef(), namespace, List.of(write)))
                        .stream());
    }

    private Optional<Step> step(Powers powers, RoleReference role, String namespace, List<Use> write) {
        return powers.use(Rbac.onRole("bind", role, namespace))
                .map(bind -> powers.step(
                        technique(),
                        "binds the " + role + " to itself in " + Place.text(namespace),
                        Stream.concat(Stream.of(bind), write.stream()).toList(),
                        new HeldRole(role, namespace)));
    }
}
