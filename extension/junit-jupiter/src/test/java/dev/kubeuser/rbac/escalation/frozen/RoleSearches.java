package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.RoleReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that write rules into roles with the verb {@code escalate}. */
final class RoleSearches {

    private RoleSearches() {}

    /** Writes rules into a role that is bound to the user, or creates the missing role of a binding. */
    static final class Escalating implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.ESCALATE;
        }

        @Override
        public Need need() {
            return Need.ESCALATE;
        }

        @Override
        public boolean isJoint() {
            return true;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.heldBindings(need()).flatMap(held -> step(permissions, held).stream());
        }

        private Optional<Step> step(HeldPermissions permissions, HeldBinding held) {
            return RoleWriting.of(permissions, held.role())
                    .map(uses -> permissions.step(
                            technique(),
                            "writes rules into the " + held.role() + ", " + held.grant(),
                            uses,
                            Set.of(held.by()),
                            held.allRights()));
        }
    }

    /** Writes a ClusterRole with labels that an aggregated ClusterRole bound to the user selects. */
    static final class Aggregating implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.ESCALATE;
        }

        @Override
        public Need need() {
            return Need.ESCALATE;
        }

        @Override
        public boolean isJoint() {
            return true;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            if (!permissions.mayMeet(need(), BindingScope.CLUSTER)) {
                return Stream.of();
            }
            return permissions.held().heldBindings().stream()
                    .filter(held -> permissions
                            .policy()
                            .role(held.role())
                            .filter(RbacRole::isAggregate)
                            .isPresent())
                    .flatMap(held -> steps(permissions, held).limit(1));
        }

        private Stream<Step> steps(HeldPermissions permissions, HeldBinding held) {
            return permissions.names().stream()
                    .map(name -> RoleReference.clusterRole(name))
                    .flatMap(part -> RoleWriting.of(permissions, part).stream())
                    .map(uses -> permissions.step(
                            technique(),
                            "writes a ClusterRole that the " + held.role() + " aggregates, " + held.grant(),
                            uses,
                            Set.of(held.by()),
                            held.allRights()));
        }
    }

    /**
     * Creates an empty role, binds it, then writes rules into it. An empty role exceeds nobody's permissions, so this
     * takes neither a bound role nor the verb {@code bind}.
     */
    static final class MakingRoles implements TechniqueSearch {

        /** Stands for any role that does not exist yet. */
        private static final String ANY = "anything";

        @Override
        public Technique technique() {
            return Technique.ESCALATE;
        }

        @Override
        public Need need() {
            return Need.ESCALATE;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions
                    .places(need())
                    .filter(namespace -> permissions.mayMeet(Need.MAKE_BINDINGS, namespace))
                    .filter(namespace -> !permissions.held().has(new Capability.AllPermissions(namespace)))
                    .flatMap(namespace -> permissions.creation(RbacRequests.onBindings("create", namespace)).stream()
                            .flatMap(binding ->
                                    from(permissions, namespace, binding).limit(1)));
        }

        private Stream<Step> from(HeldPermissions permissions, String namespace, List<UsedPermission> binding) {
            Set<String> names = new LinkedHashSet<>(Set.of(ANY));
            names.addAll(permissions.names());
            names.remove("");
            return RbacRequests.roles(names, namespace)
                    .filter(role -> permissions.policy().role(role).isEmpty())
                    .flatMap(role -> uses(permissions, role).stream()
                            .map(uses -> permissions.step(
                                    technique(),
                                    "makes the " + role + ", binds it to itself in " + BindingScope.text(namespace)
                                            + " and writes rules into it",
                                    Stream.concat(uses.stream(), binding.stream())
                                            .distinct()
                                            .toList(),
                                    new Capability.AllPermissions(namespace))));
        }

        private static Optional<List<UsedPermission>> uses(HeldPermissions permissions, RoleReference role) {
            return permissions
                    .creation(RbacRequests.onRole("create", role), role.name())
                    .flatMap(made -> RoleWriting.of(permissions, role, false)
                            .map(written -> Stream.concat(made.stream(), written.stream())
                                    .distinct()
                                    .toList()));
        }
    }

    /** The permissions to write any rules into a role, with the verb {@code escalate}. */
    static final class RoleWriting {

        private RoleWriting() {}

        /** The role need not exist. */
        static Optional<List<UsedPermission>> of(HeldPermissions permissions, RoleReference role) {
            return of(permissions, role, permissions.policy().role(role).isEmpty());
        }

        static Optional<List<UsedPermission>> of(HeldPermissions permissions, RoleReference role, boolean isMissing) {
            return recreation(permissions, role, isMissing).or(() -> change(permissions, role, isMissing));
        }

        /** Creates the role, after deleting an old one: a binding refers to its role by name. */
        private static Optional<List<UsedPermission>> recreation(
                HeldPermissions permissions, RoleReference role, boolean isMissing) {
            ResourceAttributes nameless = RbacRequests.onRole("create", role).named("");
            return permissions
                    .use(nameless.withVerb("escalate"))
                    .flatMap(escalate -> permissions.use(nameless).map(create -> List.of(escalate, create)))
                    .flatMap(made -> isMissing
                            ? Optional.of(made)
                            : removal(permissions, role).map(delete -> joined(made, delete)));
        }

        private static Optional<UsedPermission> removal(HeldPermissions permissions, RoleReference role) {
            return permissions
                    .use(RbacRequests.onRole("delete", role), "delete")
                    .or(() -> permissions.use(
                            RbacRequests.onRole("deletecollection", role).named("")));
        }

        /** Changes the role. First creates a missing one without rules, which exceeds nobody's permissions. */
        private static Optional<List<UsedPermission>> change(
                HeldPermissions permissions, RoleReference role, boolean isMissing) {
            return permissions
                    .use(RbacRequests.onRole("escalate", role))
                    .flatMap(escalate -> permissions
                            .use(RbacRequests.onRole("update", role), "update", "patch")
                            .map(write -> List.of(escalate, write)))
                    .flatMap(written -> isMissing
                            ? permissions
                                    .creation(RbacRequests.onRole("create", role), role.name())
                                    .map(made -> Stream.concat(written.stream(), made.stream())
                                            .distinct()
                                            .toList())
                            : Optional.of(written));
        }

        private static List<UsedPermission> joined(List<UsedPermission> uses, UsedPermission another) {
            return Stream.concat(uses.stream(), Stream.of(another)).toList();
        }
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
