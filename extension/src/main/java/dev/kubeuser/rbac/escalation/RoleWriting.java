package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.RoleReference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What it takes to write a role of any rules, by the verb {@code escalate}. */
final class RoleWriting {

    private RoleWriting() {}

    /** A role of this name, whether there is one or not. */
    static Optional<List<Use>> of(Powers powers, RoleReference role) {
        return of(powers, role, powers.policy().role(role).isEmpty());
    }

    static Optional<List<Use>> of(Powers powers, RoleReference role, boolean isMissing) {
        return anew(powers, role, isMissing).or(() -> change(powers, role, isMissing));
    }

    /** Bindings go by the name, and grant what is made in the place of a role that was deleted. */
    private static Optional<List<Use>> anew(Powers powers, RoleReference role, boolean isMissing) {
        ResourceAttributes nameless = Rbac.onRole("create", role).named("");
        return powers.use(nameless.withVerb("escalate"))
                .flatMap(escalate -> powers.use(nameless).map(create -> List.of(escalate, create)))
                .flatMap(made ->
                        isMissing ? Optional.of(made) : removal(powers, role).map(delete -> joined(made, delete)));
    }

    private static Optional<Use> removal(Powers powers, RoleReference role) {
        return powers.use(Rbac.onRole("delete", role), "delete")
                .or(() -> powers.use(Rbac.onRole("deletecollection", role).named("")));
    }

    /** One that is missing is made without rules, which takes no rights, and written into then. */
    private static Optional<List<Use>> change(Powers powers, RoleReference role, boolean isMissing) {
        return powers.use(Rbac.onRole("escalate", role))
                .flatMap(escalate -> powers.use(Rbac.onRole("update", role), "update", "patch")
                        .map(write -> List.of(escalate, write)))
                .flatMap(written -> isMissing
                        ? powers.creation(Rbac.onRole("create", role), role.name())
                                .map(made -> Stream.concat(written.stream(), made.stream())
                                        .distinct()
                                        .toList())
                        : Optional.of(written));
    }

    private static List<Use> joined(List<Use> uses, Use another) {
        return Stream.concat(uses.stream(), Stream.of(another)).toList();
    }
}
