package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RoleReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a role without rules, binds it to oneself, for which nobody lacks rights, and writes into it then. That takes no
 * role that one has already, and not the verb {@code bind}.
 */
final class MakingRoles implements Way {

    /** Stands for a role of any name that there is not yet. */
    private static final String ANY = "anything";

    @Override
    public Technique technique() {
        return Technique.ESCALATE;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers.population()
                .places()
                .flatMap(namespace -> powers.creation(Rbac.onBindings("create", namespace)).stream()
                        .flatMap(binding -> from(powers, namespace, binding).limit(1)));
    }

    private Stream<Step> from(Powers powers, String namespace, List<Use> binding) {
        Set<String> names = new LinkedHashSet<>(Set.of(ANY));
        names.addAll(powers.names());
        names.remove("");
        return Rbac.roles(names, namespace)
                .filter(role -> powers.policy().role(role).isEmpty())
                .flatMap(role -> uses(powers, role).stream()
                        .map(uses -> powers.step(
                                technique(),
                                "makes the " + role + ", binds it to itself in " + Place.text(namespace)
                                        + " and writes rules into it",
                                Stream.concat(uses.stream(), binding.stream())
                                        .distinct()
                                        .toList(),
                                new AllRights(namespace))));
    }

    private static Optional<List<Use>> uses(Powers powers, RoleReference role) {
        return powers.creation(Rbac.onRole("create", role), role.name())
                .flatMap(made -> RoleWriting.of(powers, role, false)
                        .map(written -> Stream.concat(made.stream(), written.stream())
                                .distinct()
                                .toList()));
    }
}
