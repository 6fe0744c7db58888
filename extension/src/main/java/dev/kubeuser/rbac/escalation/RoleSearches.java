package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.RoleReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that write rules into roles, for which one needs the verb {@code escalate}. */
final class RoleSearches {

    private RoleSearches() {}

    /** Writes rules into a role that is bound to one, or writes the role that a binding of one still lacks. */
    static final class Escalating implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.ESCALATE;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.heldBindings().flatMap(held -> step(permissions, held).stream());
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

    /** Makes or writes a ClusterRole with the labels by which another one, which is bound to one, takes over its rules. */
    static final class Aggregating implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.ESCALATE;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions
                    .heldBindings()
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
     * Makes a role without rules, binds it to oneself, for which nobody lacks rights, and writes into it then. That takes no
     * role that one has already, and not the verb {@code bind}.
     */
    static final class MakingRoles implements TechniqueSearch {

        /** Stands for a role of any name that there is not yet. */
        private static final String ANY = "anything";

        @Override
        public Technique technique() {
            return Technique.ESCALATE;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions
                    .principals()
                    .places()
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

    /** What it takes to write a role of any rules, by the verb {@code escalate}. */
    static final class RoleWriting {

        private RoleWriting() {}

        /** A role of this name, whether there is one or not. */
        static Optional<List<UsedPermission>> of(HeldPermissions permissions, RoleReference role) {
            return of(permissions, role, permissions.policy().role(role).isEmpty());
        }

        static Optional<List<UsedPermission>> of(HeldPermissions permissions, RoleReference role, boolean isMissing) {
            return anew(permissions, role, isMissing).or(() -> change(permissions, role, isMissing));
        }

        /** Bindings go by the name, and grant what is made in the place of a role that was deleted. */
        private static Optional<List<UsedPermission>> anew(
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

        /** One that is missing is made without rules, which takes no rights, and written into then. */
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
     * A binding that counts for somebody whom one has become, or that one has made.
     *
     * @param by what one has it by
     * @param role which it grants, whether that is there or not
     * @param namespace where it counts; empty for the whole cluster
     * @param grant for example {@code which RoleBinding dev/readers grants user "alice"}
     */
    record HeldBinding(Capability by, RoleReference role, String namespace, String grant) {

        static HeldBinding of(Capability.Identity bound, RbacBinding binding) {
            return new HeldBinding(
                    bound, binding.roleRef(), binding.id().namespace(), "which " + binding.id() + " grants " + bound);
        }

        static HeldBinding of(Capability.BoundRole role) {
            return new HeldBinding(role, role.role(), role.namespace(), "which is bound by then");
        }

        /** To be able to do everything where it counts. */
        Capability allRights() {
            return new Capability.AllPermissions(namespace);
        }
    }
}
