package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.RoleReference;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that write bindings. */
final class BindingSearches {

    private BindingSearches() {}

    /**
     * Binds a role to the user. Without the verb {@code bind}, the API server refuses roles beyond the user's own
     * permissions, so only {@link Sharing} would gain anything.
     */
    static final class Binding implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.BIND;
        }

        @Override
        public Need need() {
            return Need.BIND;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions
                    .places(need())
                    .filter(namespace -> !permissions.held().has(new Capability.AllPermissions(namespace)))
                    .flatMap(namespace -> from(permissions, namespace));
        }

        private Stream<Step> from(HeldPermissions permissions, String namespace) {
            return permissions
                    .creation(RbacRequests.onBindings("create", namespace))
                    .map(create -> Stream.concat(existing(permissions, namespace), missing(permissions, namespace))
                            .flatMap(role -> step(permissions, role, namespace, create).stream()))
                    .orElseGet(() -> changes(permissions, namespace));
        }

        /** All if the user may bind any, else those of the names in rules. */
        private static Stream<RoleReference> existing(HeldPermissions permissions, String namespace) {
            boolean isAnyAllowed = Stream.of(RoleReference.clusterRole(""), RoleReference.role(namespace, ""))
                    .anyMatch(role -> permissions
                            .by(RbacRequests.onRole("bind", role, namespace))
                            .isPresent());
            return isAnyAllowed
                    ? permissions.index().bindableIn(namespace)
                    : permissions.index().bindableIn(namespace, permissions.names());
        }

        /** Missing roles that rules name: the user may be allowed to bind them. */
        private static Stream<RoleReference> missing(HeldPermissions permissions, String namespace) {
            return RbacRequests.roles(permissions.names(), namespace)
                    .filter(role -> !role.name().isEmpty()
                            && permissions.policy().role(role).isEmpty());
        }

        /** Adds a subject to an existing binding, whose roleRef is immutable. */
        private Stream<Step> changes(HeldPermissions permissions, String namespace) {
            return permissions.index().bindingsIn(namespace).stream()
                    .flatMap(binding -> permissions
                            .use(
                                    RbacRequests.onBindings("update", namespace)
                                            .named(binding.id().name()),
                                    "update",
                                    "patch")
                            .flatMap(write -> step(permissions, binding.roleRef(), namespace, List.of(write)))
                            .stream());
        }

        private Optional<Step> step(
                HeldPermissions permissions, RoleReference role, String namespace, List<UsedPermission> write) {
            Capability bound = new Capability.BoundRole(role, namespace);
            return permissions.held().has(bound)
                    ? Optional.empty()
                    : permissions
                            .use(RbacRequests.onRole("bind", role, namespace))
                            .map(bind -> permissions.step(
                                    technique(),
                                    "binds the " + role + " to itself in " + BindingScope.text(namespace),
                                    Stream.concat(Stream.of(bind), write.stream())
                                            .toList(),
                                    bound));
        }
    }

    /**
     * Binds the user's own roles to its other identities. The API server allows this without the verb {@code bind}. It
     * only gains one identity with the permissions of two.
     */
    static class Sharing implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.BIND;
        }

        @Override
        public Need need() {
            return Need.MAKE_BINDINGS;
        }

        @Override
        public boolean isJoint() {
            return true;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            if (permissions.held().actors().size() == 1) {
                return Stream.of();
            }
            Capability.Identity self = new Capability.Identity(permissions.user());
            return places(permissions)
                    .map(namespace -> new Capability.SharedPermissions(self, namespace))
                    .filter(shared -> !permissions.held().has(shared))
                    .flatMap(shared ->
                            permissions.creation(RbacRequests.onBindings("create", shared.namespace())).stream()
                                    .map(uses -> permissions.step(
                                            technique(),
                                            "binds its own roles to its other identities in "
                                                    + BindingScope.text(shared.namespace()),
                                            uses,
                                            Set.of(),
                                            shared)));
        }

        /** Where the shared permissions are good for a technique; one place is enough for the names in them. */
        Stream<String> places(HeldPermissions permissions) {
            PlacedNeeds own = permissions.granted().needs();
            if (!own.in(BindingScope.CLUSTER).isEmpty()) {
                return permissions.places(need());
            }
            Stream<String> first = permissions.granted().names().all().isEmpty()
                    ? Stream.of()
                    : permissions
                            .allPlaces(need())
                            .filter(place -> permissions
                                    .creation(RbacRequests.onBindings("create", place))
                                    .isPresent())
                            .limit(1);
            return permissions.principals().sorted(Stream.concat(first, own.places())).stream();
        }
    }
}
