package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.NodeUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that act as another user by sending a header, or no credential. */
final class ImpersonationSearches {

    private ImpersonationSearches() {}

    /**
     * Impersonates users and ServiceAccounts, with groups if the user may impersonate them, including
     * {@code system:masters}.
     */
    static final class Impersonating implements TechniqueSearch {

        private static final Set<String> MASTERS = Set.of("system:masters");

        @Override
        public Technique technique() {
            return Technique.IMPERSONATE;
        }

        @Override
        public Need need() {
            return Need.NOTHING;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            if (!permissions.mayMeet(Need.IMPERSONATE_USERS, BindingScope.CLUSTER)
                    && permissions.namespaces(Need.IMPERSONATE_ACCOUNTS).isEmpty()) {
                return Stream.of();
            }
            List<UsedPermission> masters = groups(permissions, MASTERS);
            List<UsedPermission> groups = masters.isEmpty()
                    ? groups(
                            permissions,
                            NodeUser.withGroup(permissions.principals().groups()))
                    : masters;
            return Stream.concat(users(permissions, groups), accounts(permissions, groups));
        }

        private static Optional<UsedPermission> impersonate(HeldPermissions permissions, String resource, String name) {
            return permissions.use(
                    ResourceAttributes.of("impersonate", "", resource).named(name));
        }

        private Stream<Step> users(HeldPermissions permissions, List<UsedPermission> groups) {
            if (!permissions.mayMeet(Need.IMPERSONATE_USERS, BindingScope.CLUSTER)) {
                return Stream.of();
            }
            return Stream.concat(
                            permissions.principals().users().stream(),
                            Stream.of(permissions.user().name(), "somebody", NodeUser.ANY))
                    .filter(user -> !user.isEmpty() && !Principals.isAccount(user))
                    .flatMap(user ->
                            impersonate(permissions, "users", user)
                                    .map(use -> step(permissions, user, use, groups))
                                    .stream());
        }

        private static List<UsedPermission> groups(HeldPermissions permissions, Set<String> names) {
            return permissions.mayMeet(Need.IMPERSONATE_GROUPS, BindingScope.CLUSTER)
                    ? names.stream()
                            .flatMap(group -> impersonate(permissions, "groups", group).stream())
                            .toList()
                    : List.of();
        }

        private Step step(
                HeldPermissions permissions, String user, UsedPermission ofUser, List<UsedPermission> ofGroups) {
            List<UsedPermission> uses = new ArrayList<>(List.of(ofUser));
            uses.addAll(ofGroups);
            String[] groups = ofGroups.stream()
                    .map(use -> ((ResourceAttributes) use.request()).name())
                    .toArray(String[]::new);
            return permissions.step(
                    technique(),
                    "impersonates user \"" + user + "\"" + (groups.length == 0 ? "" : " in " + List.of(groups)),
                    uses,
                    new Capability.Identity(UserInfo.user(user, groups)));
        }

        private Stream<Step> accounts(HeldPermissions permissions, List<UsedPermission> groups) {
            Stream<Principals.Account> accounts = groups.isEmpty()
                    ? permissions.newAccounts(Need.IMPERSONATE_ACCOUNTS)
                    : permissions.accounts(Need.IMPERSONATE_ACCOUNTS);
            return accounts.flatMap(account -> permissions
                    .use(ResourceAttributes.of("impersonate", "", "serviceaccounts")
                            .in(account.namespace())
                            .named(account.name()))
                    .stream()
                    .flatMap(use -> accounts(permissions, account, use, groups)));
        }

        /** Once with the groups of ServiceAccounts, and once with the impersonated groups in their place. */
        private Stream<Step> accounts(
                HeldPermissions permissions,
                Principals.Account account,
                UsedPermission use,
                List<UsedPermission> groups) {
            Step alone = permissions.step(technique(), "impersonates " + account, List.of(use), account.identity());
            String user = account.identity().user().name();
            return groups.isEmpty() ? Stream.of(alone) : Stream.of(alone, step(permissions, user, use, groups));
        }
    }

    /**
     * Impersonates others for single requests. ServiceAccounts and nodes keep their own groups, and
     * {@code system:masters} cannot be impersonated. A pod may impersonate its own node; the API server checks that
     * without the node's name.
     */
    static final class ImpersonatingForSome implements TechniqueSearch {

        private static final String GROUP = "authentication.k8s.io";

        @Override
        public Technique technique() {
            return Technique.CONSTRAINED_IMPERSONATION;
        }

        @Override
        public Need need() {
            return Need.NOTHING;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.actor() instanceof Capability.Identity by
                    ? Stream.of(users(permissions, by), accounts(permissions, by), nodes(permissions, by))
                            .flatMap(steps -> steps)
                    : Stream.of();
        }

        private static ResourceAttributes impersonate(String mode, String resource, String name) {
            return ResourceAttributes.of("impersonate:" + mode, GROUP, resource).named(name);
        }

        private Stream<Step> users(HeldPermissions permissions, Capability.Identity by) {
            if (!permissions.mayMeet(Need.IMPERSONATE_USERS_FOR_SOME, BindingScope.CLUSTER)) {
                return Stream.of();
            }
            List<UsedPermission> groups = permissions.principals().groups().stream()
                    .filter(group -> !group.equals("system:masters"))
                    .flatMap(group -> permissions.use(impersonate("user-info", "groups", group)).stream())
                    .toList();
            String[] names = groups.stream()
                    .map(use -> ((ResourceAttributes) use.request()).name())
                    .toArray(String[]::new);
            return Stream.concat(permissions.principals().users().stream(), Stream.of("somebody"))
                    .filter(user -> !NodeUser.isNode(user))
                    .flatMap(user -> permissions.use(impersonate("user-info", "users", user)).stream()
                            .map(use -> step(
                                    permissions,
                                    Stream.concat(Stream.of(use), groups.stream())
                                            .toList(),
                                    new Capability.ConstrainedIdentity(UserInfo.user(user, names), "user-info", by))));
        }

        private Stream<Step> accounts(HeldPermissions permissions, Capability.Identity by) {
            return permissions
                    .newAccounts(Need.IMPERSONATE_ACCOUNTS_FOR_SOME)
                    .flatMap(account -> permissions
                            .use(impersonate("serviceaccount", "serviceaccounts", account.name())
                                    .in(account.namespace()))
                            .stream()
                            .map(use -> step(
                                    permissions,
                                    List.of(use),
                                    new Capability.ConstrainedIdentity(
                                            account.identity().user(), "serviceaccount", by))));
        }

        private Stream<Step> nodes(HeldPermissions permissions, Capability.Identity by) {
            if (!permissions.mayMeet(Need.IMPERSONATE_NODES_FOR_SOME, BindingScope.CLUSTER)) {
                return Stream.of();
            }
            Stream<UsedPermission> associated = Principals.isAccount(by.user().name())
                    ? permissions.use(impersonate("associated-node", "nodes", "*")).stream()
                    : Stream.of();
            return Stream.concat(permissions.useOfSome(impersonate("arbitrary-node", "nodes", "")).stream(), associated)
                    .map(use -> step(
                            permissions,
                            List.of(use),
                            new Capability.ConstrainedIdentity(
                                    NodeUser.node(), use.request().verb().substring("impersonate:".length()), by)));
        }

        private Step step(
                HeldPermissions permissions, List<UsedPermission> uses, Capability.ConstrainedIdentity impersonated) {
            return permissions.step(
                    technique(),
                    "impersonates " + new Capability.Identity(impersonated.user()) + " for single requests",
                    uses,
                    impersonated);
        }
    }

    /** Sends no credential: anyone who reaches the API server can send anonymous requests. */
    static final class Anonymity implements TechniqueSearch {

        private static final Capability ANYONE = new Capability.Identity(UserInfo.anonymous());

        @Override
        public Technique technique() {
            return Technique.ANONYMITY;
        }

        @Override
        public Need need() {
            return Need.NOTHING;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.held().has(ANYONE)
                    ? Stream.of()
                    : Stream.of(permissions.step(technique(), "sends no credential", List.of(), ANYONE));
        }
    }
}
