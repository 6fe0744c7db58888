// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import static dev.kubeuser.rbac.escalation.internal.Privilege.BIND_CLUSTER_ROLES;
import static dev.kubeuser.rbac.escalation.internal.Privilege.BIND_ROLES;
import static dev.kubeuser.rbac.escalation.internal.Privilege.CHANGE_CLUSTER_ROLE_BINDINGS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.CHANGE_ROLE_BINDINGS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.CREATE_CLUSTER_ROLE_BINDINGS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.CREATE_ROLE_BINDINGS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.ESCALATE_CLUSTER_ROLES;
import static dev.kubeuser.rbac.escalation.internal.Privilege.ESCALATE_ROLES;
import static dev.kubeuser.rbac.escalation.internal.Privilege.WRITE_CLUSTER_ROLES;
import static dev.kubeuser.rbac.escalation.internal.Privilege.WRITE_ROLES;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.escalation.Technique;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Techniques that write rules into roles with the verb {@code escalate}, and those that write bindings. */
final class RoleTechniques {

    private static final Set<Privilege> ESCALATE = Set.of(ESCALATE_ROLES, ESCALATE_CLUSTER_ROLES);
    private static final Set<Privilege> BIND = Set.of(BIND_ROLES, BIND_CLUSTER_ROLES);
    private static final Set<Privilege> CREATE_BINDINGS = Set.of(CREATE_ROLE_BINDINGS, CREATE_CLUSTER_ROLE_BINDINGS);

    /** Stands for any role that does not exist yet. */
    private static final String ANY = "anything";

    /** Writes rules into a role that is bound to the user, or creates the missing role of a binding. */
    static final TechniqueSearch ESCALATING = TechniqueSearch.of(
                    Technique.ESCALATE,
                    ESCALATE,
                    permissions -> permissions
                            .heldBindings(ESCALATE)
                            .flatMap(held ->
                                    writing(permissions, held, held.role(), "writes rules into the " + held.role())
                                            .stream()))
            .joint();

    /** Writes a ClusterRole with labels that an aggregated ClusterRole bound to the user selects. */
    static final TechniqueSearch AGGREGATING = TechniqueSearch.of(
                    Technique.ESCALATE, ESCALATE, RoleTechniques::aggregating)
            .joint();

    /**
     * Creates an empty role, binds it, then writes rules into it. An empty role never exceeds the permissions of the
     * writer, so this needs neither a bound role nor the verb {@code bind}.
     */
    static final TechniqueSearch MAKING_ROLES = TechniqueSearch.of(
            Technique.ESCALATE,
            ESCALATE,
            permissions -> placesToGain(permissions, ESCALATE)
                    .flatMap(namespace -> creationOfBinding(permissions, namespace).stream()
                            .flatMap(binding ->
                                    makingRoles(permissions, namespace, binding).limit(1))));

    /**
     * Binds a role to the user. Without the verb {@code bind}, the API server refuses roles beyond the user's own
     * permissions, so only {@link #SHARING} would gain anything.
     */
    static final TechniqueSearch BINDING = TechniqueSearch.of(
            Technique.BIND,
            BIND,
            permissions -> placesToGain(permissions, BIND)
                    .flatMap(namespace -> creationOfBinding(permissions, namespace)
                            .map(create -> rolesToBind(permissions, namespace)
                                    .flatMap(role -> binding(permissions, role, namespace, create).stream()))
                            .orElseGet(() -> changingBindings(permissions, namespace))));

    /**
     * Binds the user's own roles to its other identities. The API server allows this without the verb {@code bind}. It
     * only gains one identity with the permissions of two.
     */
    static final TechniqueSearch SHARING = sharing(RoleTechniques::placesToShare);

    private RoleTechniques() {}

    private static Optional<Step> writing(
            HeldPermissions permissions, HeldBinding held, RoleReference written, String how) {
        return rulesIn(permissions, written, permissions.policy().role(written).isEmpty())
                .map(uses -> permissions.step(
                        Technique.ESCALATE, how + ", " + held.grant(), uses, Set.of(held.by()), held.allRights()));
    }

    private static Stream<Step> aggregating(HeldPermissions permissions) {
        if (!permissions.mayMeet(ESCALATE, BindingScope.CLUSTER)) {
            return Stream.of();
        }
        return permissions.held().heldBindings(BindingScope.CLUSTER).stream()
                .filter(held -> permissions
                        .policy()
                        .role(held.role())
                        .filter(RbacRole::isAggregate)
                        .isPresent())
                .flatMap(held -> permissions.names().stream()
                        .flatMap(name -> writing(
                                permissions,
                                held,
                                RoleReference.clusterRole(name),
                                "writes a ClusterRole that the " + held.role() + " aggregates")
                                .stream())
                        .limit(1));
    }

    private static Stream<Step> makingRoles(HeldPermissions permissions, String namespace, List<Step.Use> binding) {
        Set<String> names = new LinkedHashSet<>(Set.of(ANY));
        names.addAll(permissions.names());
        names.remove("");
        return roles(names, namespace)
                .filter(role -> permissions.policy().role(role).isEmpty())
                .flatMap(role -> Uses.create(isClusterRole(role) ? WRITE_CLUSTER_ROLES : WRITE_ROLES, role.name())
                        .by(permissions, role.namespace())
                        .flatMap(made -> rulesIn(permissions, role, false).map(written -> Uses.joined(made, written)))
                        .map(uses -> permissions.step(
                                Technique.ESCALATE,
                                "makes the " + role + ", binds it to itself in " + BindingScope.text(namespace)
                                        + " and writes rules into it",
                                Uses.joined(uses, binding),
                                new Capability.AllPermissions(namespace)))
                        .stream());
    }

    /**
     * Writes any rules into a role. Creates it, after deleting an old one: a binding refers to its role by name. Or
     * changes it; first creates a missing one without rules, which never exceeds the permissions of the writer.
     */
    private static Optional<List<Step.Use>> rulesIn(
            HeldPermissions permissions, RoleReference role, boolean isMissing) {
        Privilege escalate = isClusterRole(role) ? ESCALATE_CLUSTER_ROLES : ESCALATE_ROLES;
        Privilege write = isClusterRole(role) ? WRITE_CLUSTER_ROLES : WRITE_ROLES;
        Uses making = Uses.any(escalate).and(Uses.any(write, "create"));
        Uses changing = Uses.named(escalate, role.name()).and(Uses.named(write, role.name(), "update", "patch"));
        Uses removing = Uses.named(write, role.name(), "delete").or(Uses.any(write, "deletecollection"));
        Uses rules = isMissing
                ? making.or(changing.and(Uses.create(write, role.name())))
                : making.and(removing).or(changing);
        return rules.by(permissions, role.namespace());
    }

    private static boolean isClusterRole(RoleReference role) {
        return role.kind().equals("ClusterRole");
    }

    /** Where it is worth asking, and not all is allowed already. */
    private static Stream<String> placesToGain(HeldPermissions permissions, Set<Privilege> needed) {
        return permissions
                .places(needed)
                .filter(namespace -> !permissions.held().has(new Capability.AllPermissions(namespace)));
    }

    private static Optional<List<Step.Use>> creationOfBinding(HeldPermissions permissions, String namespace) {
        return Uses.create(namespace.isEmpty() ? CREATE_CLUSTER_ROLE_BINDINGS : CREATE_ROLE_BINDINGS)
                .by(permissions, namespace);
    }

    /**
     * The roles that exist: all if the user may bind any, else those of the names in rules. Then missing ones that
     * rules name.
     */
    private static Stream<RoleReference> rolesToBind(HeldPermissions permissions, String namespace) {
        boolean isAnyAllowed = BIND.stream()
                .anyMatch(bind -> permissions.by(bind.request().in(namespace)).isPresent());
        return Stream.concat(
                isAnyAllowed
                        ? permissions.index().bindableIn(namespace)
                        : permissions.index().bindableIn(namespace, permissions.names()),
                roles(permissions.names(), namespace)
                        .filter(role -> !role.name().isEmpty()
                                && permissions.policy().role(role).isEmpty()));
    }

    /** Adds a subject to an existing binding, whose roleRef is immutable. */
    private static Stream<Step> changingBindings(HeldPermissions permissions, String namespace) {
        Privilege change = namespace.isEmpty() ? CHANGE_CLUSTER_ROLE_BINDINGS : CHANGE_ROLE_BINDINGS;
        return permissions.index().bindingsIn(namespace).stream()
                .flatMap(binding -> Uses.named(change, binding.id().name())
                        .by(permissions, namespace)
                        .flatMap(write -> binding(permissions, binding.roleRef(), namespace, write))
                        .stream());
    }

    private static Optional<Step> binding(
            HeldPermissions permissions, RoleReference role, String namespace, List<Step.Use> write) {
        Capability bound = new Capability.BoundRole(role, namespace);
        Privilege bind = isClusterRole(role) ? BIND_CLUSTER_ROLES : BIND_ROLES;
        return permissions.held().has(bound)
                ? Optional.empty()
                : permissions
                        .use(bind.request().in(namespace).named(role.name()))
                        .map(use -> permissions.step(
                                Technique.BIND,
                                "binds the " + role + " to itself in " + BindingScope.text(namespace),
                                Uses.joined(List.of(use), write),
                                bound));
    }

    static TechniqueSearch sharing(Function<HeldPermissions, Stream<String>> places) {
        return TechniqueSearch.of(
                        Technique.BIND,
                        CREATE_BINDINGS,
                        permissions -> permissions.held().actors().size() == 1
                                ? Stream.of()
                                : places.apply(permissions)
                                        .flatMap(namespace -> sharing(permissions, namespace).stream()))
                .joint();
    }

    private static Optional<Step> sharing(HeldPermissions permissions, String namespace) {
        Capability shared = new Capability.SharedPermissions(new Capability.Identity(permissions.user()), namespace);
        return permissions.held().has(shared)
                ? Optional.empty()
                : creationOfBinding(permissions, namespace)
                        .map(uses -> permissions.step(
                                Technique.BIND,
                                "binds its own roles to its other identities in " + BindingScope.text(namespace),
                                uses,
                                shared));
    }

    /** Where the shared permissions are good for a technique; one place is enough for the names in them. */
    private static Stream<String> placesToShare(HeldPermissions permissions) {
        PlacedRules own = permissions.granted();
        if (!own.in(BindingScope.CLUSTER).isEmpty()) {
            return permissions.places(CREATE_BINDINGS);
        }
        Stream<String> first = own.names().isEmpty()
                ? Stream.of()
                : permissions
                        .allPlaces(CREATE_BINDINGS)
                        .filter(place -> creationOfBinding(permissions, place).isPresent())
                        .limit(1);
        return permissions.index().sorted(Stream.concat(first, own.places())).stream();
    }

    /** The roles of these names that can be bound in a namespace; they need not exist. */
    static Stream<RoleReference> roles(Collection<String> names, String namespace) {
        return names.stream()
                .flatMap(name -> namespace.isEmpty()
                        ? Stream.of(RoleReference.clusterRole(name))
                        : Stream.of(RoleReference.clusterRole(name), RoleReference.role(namespace, name)));
    }

    /**
     * A binding that names an identity the user has reached, or that the user created.
     *
     * @param place its place in the order in which they were reached
     * @param by the capability that provides the binding
     * @param role the role it grants, which need not exist
     * @param namespace where it applies; empty for the whole cluster
     * @param grant for example {@code which RoleBinding dev/readers grants user "alice"}
     */
    record HeldBinding(int place, Capability by, RoleReference role, String namespace, String grant) {

        static HeldBinding of(int place, Capability.Actor bound, RbacBinding binding) {
            return new HeldBinding(
                    place,
                    bound,
                    binding.roleRef(),
                    binding.id().namespace(),
                    "which " + binding.id() + " grants " + bound);
        }

        static HeldBinding of(int place, Capability.BoundRole role) {
            return new HeldBinding(place, role, role.role(), role.namespace(), "which is bound by then");
        }

        /** All permissions where the binding applies. */
        Capability allRights() {
            return new Capability.AllPermissions(namespace);
        }
    }
}
