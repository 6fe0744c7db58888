package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.rbac.escalation.Privilege.IMPERSONATE_ACCOUNTS;
import static dev.kubeuser.rbac.escalation.Privilege.IMPERSONATE_ACCOUNTS_FOR_SOME;
import static dev.kubeuser.rbac.escalation.Privilege.IMPERSONATE_GROUPS;
import static dev.kubeuser.rbac.escalation.Privilege.IMPERSONATE_GROUPS_FOR_SOME;
import static dev.kubeuser.rbac.escalation.Privilege.IMPERSONATE_NODES_FOR_SOME;
import static dev.kubeuser.rbac.escalation.Privilege.IMPERSONATE_USERS;
import static dev.kubeuser.rbac.escalation.Privilege.IMPERSONATE_USERS_FOR_SOME;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.NodeUser;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that act as another user by sending a header, or no credential, or as a node. */
final class IdentityTechniques {

    private static final String MASTERS = "system:masters";
    private static final Capability ANYONE = new Capability.Identity(UserInfo.anonymous());

    /**
     * Impersonates users and ServiceAccounts, with groups if the user may impersonate them, including
     * {@code system:masters}.
     */
    static final TechniqueSearch IMPERSONATING = TechniqueSearch.of(
            Technique.IMPERSONATE, Set.of(IMPERSONATE_USERS, IMPERSONATE_ACCOUNTS), IdentityTechniques::impersonating);

    /**
     * Impersonates others for single requests. ServiceAccounts and nodes keep their own groups, and
     * {@code system:masters} cannot be impersonated. A pod may impersonate its own node; the API server checks that
     * without the node's name.
     */
    static final TechniqueSearch IMPERSONATING_FOR_SOME = TechniqueSearch.of(
            Technique.CONSTRAINED_IMPERSONATION,
            Set.of(IMPERSONATE_USERS_FOR_SOME, IMPERSONATE_ACCOUNTS_FOR_SOME, IMPERSONATE_NODES_FOR_SOME),
            permissions -> permissions.actor() instanceof Capability.Identity by
                    ? Stream.of(
                                    usersForSome(permissions, by),
                                    accountsForSome(permissions, by),
                                    nodesForSome(permissions, by))
                            .flatMap(steps -> steps)
                    : Stream.of());

    /** Sends no credential: anyone who reaches the API server can send anonymous requests. */
    static final TechniqueSearch ANONYMITY = TechniqueSearch.of(
            Technique.ANONYMITY,
            Set.of(),
            permissions -> permissions.held().has(ANYONE)
                    ? Stream.of()
                    : Stream.of(permissions.step(Technique.ANONYMITY, "sends no credential", List.of(), ANYONE)));

    /** Acts as a node. The Node authorizer allows it tokens of the ServiceAccounts whose pods are bound to it. */
    static final TechniqueSearch BEING_NODE =
            TechniqueSearch.of(Technique.NODE, Set.of(), IdentityTechniques::beingNode);

    private IdentityTechniques() {}

    private static Stream<Step> impersonating(HeldPermissions permissions) {
        List<UsedPermission> masters = groups(permissions, IMPERSONATE_GROUPS, Set.of(MASTERS));
        List<UsedPermission> groups = masters.isEmpty()
                ? groups(
                        permissions,
                        IMPERSONATE_GROUPS,
                        NodeUser.withGroup(permissions.principals().groups()))
                : masters;
        Stream<Step> users = Stream.concat(
                        permissions.principals().users().stream(),
                        Stream.of(permissions.user().name(), "somebody", NodeUser.ANY))
                .filter(user -> !user.isEmpty() && !Principals.isAccount(user))
                .flatMap(user -> impersonation(permissions, IMPERSONATE_USERS, user)
                        .map(use -> impersonating(permissions, user, use, groups))
                        .stream());
        Stream<Principals.Account> accounts = groups.isEmpty()
                ? permissions.newAccounts(Set.of(IMPERSONATE_ACCOUNTS))
                : permissions.accounts(Set.of(IMPERSONATE_ACCOUNTS));
        return Stream.concat(
                isWorthAsking(permissions, IMPERSONATE_USERS) ? users : Stream.of(),
                accounts.flatMap(account -> impersonation(permissions, IMPERSONATE_ACCOUNTS, account).stream()
                        .flatMap(use -> impersonating(permissions, account, use, groups))));
    }

    private static boolean isWorthAsking(HeldPermissions permissions, Privilege privilege) {
        return permissions.mayMeet(Set.of(privilege), BindingScope.CLUSTER);
    }

    private static Optional<UsedPermission> impersonation(
            HeldPermissions permissions, Privilege privilege, String name) {
        return permissions.use(privilege.request().named(name));
    }

    private static Optional<UsedPermission> impersonation(
            HeldPermissions permissions, Privilege privilege, Principals.Account account) {
        return permissions.use(privilege.request().in(account.namespace()).named(account.name()));
    }

    private static List<UsedPermission> groups(
            HeldPermissions permissions, Privilege privilege, Collection<String> names) {
        return isWorthAsking(permissions, privilege)
                ? names.stream()
                        .flatMap(group -> impersonation(permissions, privilege, group).stream())
                        .toList()
                : List.of();
    }

    private static String[] names(List<UsedPermission> uses) {
        return uses.stream()
                .map(use -> ((ResourceAttributes) use.request()).name())
                .toArray(String[]::new);
    }

    private static Step impersonating(
            HeldPermissions permissions, String user, UsedPermission use, List<UsedPermission> ofGroups) {
        String[] groups = names(ofGroups);
        return permissions.step(
                Technique.IMPERSONATE,
                "impersonates user \"" + user + "\"" + (groups.length == 0 ? "" : " in " + List.of(groups)),
                Stream.concat(Stream.of(use), ofGroups.stream()).toList(),
                new Capability.Identity(UserInfo.user(user, groups)));
    }

    /** Once with the groups of ServiceAccounts, and once with the impersonated groups in their place. */
    private static Stream<Step> impersonating(
            HeldPermissions permissions, Principals.Account account, UsedPermission use, List<UsedPermission> groups) {
        Step alone =
                permissions.step(Technique.IMPERSONATE, "impersonates " + account, List.of(use), account.identity());
        String user = account.identity().user().name();
        return groups.isEmpty() ? Stream.of(alone) : Stream.of(alone, impersonating(permissions, user, use, groups));
    }

    private static Stream<Step> usersForSome(HeldPermissions permissions, Capability.Identity by) {
        if (!isWorthAsking(permissions, IMPERSONATE_USERS_FOR_SOME)) {
            return Stream.of();
        }
        List<UsedPermission> groups = groups(
                permissions,
                IMPERSONATE_GROUPS_FOR_SOME,
                permissions.principals().groups().stream()
                        .filter(group -> !group.equals(MASTERS))
                        .toList());
        return Stream.concat(permissions.principals().users().stream(), Stream.of("somebody"))
                .filter(user -> !NodeUser.isNode(user))
                .flatMap(user -> impersonation(permissions, IMPERSONATE_USERS_FOR_SOME, user).stream()
                        .map(use -> forSome(
                                permissions,
                                Stream.concat(Stream.of(use), groups.stream()).toList(),
                                UserInfo.user(user, names(groups)),
                                by)));
    }

    private static Stream<Step> accountsForSome(HeldPermissions permissions, Capability.Identity by) {
        return permissions
                .newAccounts(Set.of(IMPERSONATE_ACCOUNTS_FOR_SOME))
                .flatMap(account -> impersonation(permissions, IMPERSONATE_ACCOUNTS_FOR_SOME, account)
                        .map(use -> forSome(
                                permissions, List.of(use), account.identity().user(), by))
                        .stream());
    }

    private static Stream<Step> nodesForSome(HeldPermissions permissions, Capability.Identity by) {
        if (!isWorthAsking(permissions, IMPERSONATE_NODES_FOR_SOME)) {
            return Stream.of();
        }
        ResourceAttributes node = IMPERSONATE_NODES_FOR_SOME.request();
        Stream<UsedPermission> associated = Principals.isAccount(by.user().name())
                ? permissions.use(node.withVerb("impersonate:associated-node").named("*")).stream()
                : Stream.of();
        return Stream.concat(permissions.useOfSome(node).stream(), associated)
                .map(use -> forSome(permissions, List.of(use), NodeUser.node(), by));
    }

    /** The verb ends with the mode of impersonation. */
    private static Step forSome(
            HeldPermissions permissions, List<UsedPermission> uses, UserInfo user, Capability.Identity by) {
        String mode = uses.get(0).request().verb().substring("impersonate:".length());
        return permissions.step(
                Technique.CONSTRAINED_IMPERSONATION,
                "impersonates " + new Capability.Identity(user) + " for single requests",
                uses,
                new Capability.ConstrainedIdentity(user, mode, by));
    }

    private static Stream<Step> beingNode(HeldPermissions permissions) {
        return NodeUser.isAuthorizedAsNode(permissions.user())
                ? permissions
                        .newAccounts()
                        .flatMap(account -> permissions.sending(CredentialTechniques.tokenOf(account)).stream()
                                .flatMap(uses -> permissions.become(
                                        Technique.NODE,
                                        "asks as a node for tokens of pods there, if there are any, that run as",
                                        uses,
                                        List.of(account))))
                : Stream.of();
    }
}
