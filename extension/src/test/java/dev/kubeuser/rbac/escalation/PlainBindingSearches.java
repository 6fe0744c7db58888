package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that write bindings. */
final class PlainBindingSearches {

    private PlainBindingSearches() {}

    /**
     * Binds a role to the user. Without the verb {@code bind}, the API server refuses roles beyond the user's own
     * permissions, so only {@link Sharing} would gain anything.
     */
    static final class Binding implements PlainTechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.BIND;
        }

        @Override
        public Stream<Step> from(PlainHeldPermissions permissions) {
            return permissions.principals().places().flatMap(namespace -> from(permissions, namespace));
        }

        private Stream<Step> from(PlainHeldPermissions permissions, String namespace) {
            return permissions
                    .creation(RbacRequests.onBindings("create", namespace))
                    .map(create -> Stream.concat(existing(permissions, namespace), missing(permissions, namespace))
                            .flatMap(role -> step(permissions, role, namespace, create).stream()))
                    .orElseGet(() -> changes(permissions, namespace));
        }

        private static Stream<RoleReference> existing(PlainHeldPermissions permissions, String namespace) {
            return permissions.policy().roles().stream()
                    .map(RbacRole::id)
                    .filter(role -> role.isClusterWide() || role.namespace().equals(namespace));
        }

        /** Missing roles that rules name: the user may be allowed to bind them. */
        private static Stream<RoleReference> missing(PlainHeldPermissions permissions, String namespace) {
            return RbacRequests.roles(permissions.names(), namespace)
                    .filter(role -> !role.name().isEmpty()
                            && permissions.policy().role(role).isEmpty());
        }

        /** Adds a subject to an existing binding, whose roleRef is immutable. */
        private Stream<Step> changes(PlainHeldPermissions permissions, String namespace) {
            return permissions.held().bindingsIn(namespace).stream()
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
                PlainHeldPermissions permissions, RoleReference role, String namespace, List<UsedPermission> write) {
            return permissions
                    .use(RbacRequests.onRole("bind", role, namespace))
                    .map(bind -> permissions.step(
                            technique(),
                            "binds the " + role + " to itself in " + BindingScope.text(namespace),
                            Stream.concat(Stream.of(bind), write.stream()).toList(),
                            new Capability.BoundRole(role, namespace)));
        }
    }

    /**
     * Binds the user's own roles to its other identities. The API server allows this without the verb {@code bind}. It
     * only gains one identity with the permissions of two.
     */
    static final class Sharing implements PlainTechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.BIND;
        }

        @Override
        public Stream<Step> from(PlainHeldPermissions permissions) {
            if (permissions.held().actors().size() == 1) {
                return Stream.of();
            }
            return permissions
                    .principals()
                    .places()
                    .flatMap(namespace -> permissions.creation(RbacRequests.onBindings("create", namespace)).stream()
                            .map(uses -> permissions.step(
                                    technique(),
                                    "binds its own roles to its other identities in " + BindingScope.text(namespace),
                                    uses,
                                    Set.of(),
                                    new Capability.SharedPermissions(
                                            new Capability.Identity(permissions.user()), namespace))));
        }
    }
}
