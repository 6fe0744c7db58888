// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import static dev.kubeuser.rbac.escalation.internal.Privilege.IMPERSONATE_ACCOUNTS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.IMPERSONATE_ACCOUNTS_FOR_SOME;
import static dev.kubeuser.rbac.escalation.internal.Privilege.IMPERSONATE_GROUPS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.IMPERSONATE_GROUPS_FOR_SOME;
import static dev.kubeuser.rbac.escalation.internal.Privilege.IMPERSONATE_NODES_FOR_SOME;
import static dev.kubeuser.rbac.escalation.internal.Privilege.IMPERSONATE_USERS;
import static dev.kubeuser.rbac.escalation.internal.Privilege.IMPERSONATE_USERS_FOR_SOME;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.rbac.internal.NodeUser;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
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
                    ? impersonatingForSome(permissions, by)
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
        List<Step.Use> masters =
                allowed(permissions, IMPERSONATE_GROUPS, Stream.of(MASTERS)).toList();
        List<Step.Use> groups = masters.isEmpty()
                ? allowed(
                                permissions,
                                IMPERSONATE_GROUPS,
                                NodeUser.withGroup(permissions.index().groups()).stream())
                        .toList()
                : masters;
        Stream<String> users = Stream.concat(
                        permissions.index().users().stream(),
                        Stream.of(permissions.user().name(), "somebody", NodeUser.ANY))
                .filter(user -> !user.isEmpty() && !PolicyIndex.isAccount(user));
        Set<Privilege> ofAccounts = Set.of(IMPERSONATE_ACCOUNTS);
        Stream<PolicyIndex.Account> accounts =
                groups.isEmpty() ? permissions.newAccounts(ofAccounts) : permissions.accounts(ofAccounts);
        return Stream.concat(
                allowed(permissions, IMPERSONATE_USERS, users)
                        .map(use -> impersonating(permissions, name(use), use, groups)),
                accounts.flatMap(account -> allowed(permissions, IMPERSONATE_ACCOUNTS, account)
                        .flatMap(use -> impersonating(permissions, account, use, groups))));
    }

    /** The permissions on those of some names; none is asked about if no rule is on any. */
    private static Stream<Step.Use> allowed(HeldPermissions permissions, Privilege privilege, Stream<String> names) {
        return permissions.mayMeet(Set.of(privilege), BindingScope.CLUSTER)
                ? names.flatMap(name -> permissions.use(privilege.request().named(name)).stream())
                : Stream.of();
    }

    private static Stream<Step.Use> allowed(
            HeldPermissions permissions, Privilege privilege, PolicyIndex.Account account) {
        return permissions.use(privilege.request().in(account.namespace()).named(account.name())).stream();
    }

    private static String name(Step.Use use) {
        return ((ResourceAttributes) use.request()).name();
    }

    private static String[] names(List<Step.Use> uses) {
        return uses.stream().map(IdentityTechniques::name).toArray(String[]::new);
    }

    private static List<Step.Use> joined(Step.Use use, List<Step.Use> more) {
        return Stream.concat(Stream.of(use), more.stream()).toList();
    }

    private static Step impersonating(HeldPermissions permissions, String user, Step.Use use, List<Step.Use> ofGroups) {
        String[] groups = names(ofGroups);
        return permissions.step(
                Technique.IMPERSONATE,
                "impersonates user \"" + user + "\"" + (groups.length == 0 ? "" : " in " + List.of(groups)),
                joined(use, ofGroups),
                new Capability.Identity(UserInfo.user(user, groups)));
    }

    /** Once with the groups of ServiceAccounts, and once with the impersonated groups in their place. */
    private static Stream<Step> impersonating(
            HeldPermissions permissions, PolicyIndex.Account account, Step.Use use, List<Step.Use> groups) {
        Step alone =
                permissions.step(Technique.IMPERSONATE, "impersonates " + account, List.of(use), account.identity());
        String user = account.identity().user().name();
        return groups.isEmpty() ? Stream.of(alone) : Stream.of(alone, impersonating(permissions, user, use, groups));
    }

    private static Stream<Step> impersonatingForSome(HeldPermissions permissions, Capability.Identity by) {
        List<Step.Use> groups = allowed(
                        permissions,
                        IMPERSONATE_GROUPS_FOR_SOME,
                        permissions.index().groups().stream().filter(group -> !group.equals(MASTERS)))
                .toList();
        Stream<String> users = Stream.concat(permissions.index().users().stream(), Stream.of("somebody"))
                .filter(user -> !NodeUser.isNode(user));
        return Stream.of(
                        allowed(permissions, IMPERSONATE_USERS_FOR_SOME, users)
                                .map(use -> forSome(
                                        permissions, joined(use, groups), UserInfo.user(name(use), names(groups)), by)),
                        permissions
                                .newAccounts(Set.of(IMPERSONATE_ACCOUNTS_FOR_SOME))
                                .flatMap(account -> allowed(permissions, IMPERSONATE_ACCOUNTS_FOR_SOME, account)
                                        .map(use -> forSome(
                                                permissions,
                                                List.of(use),
                                                account.identity().user(),
                                                by))),
                        nodesForSome(permissions, by)
                                .map(use -> forSome(permissions, List.of(use), NodeUser.node(), by)))
                .flatMap(steps -> steps);
    }

    private static Stream<Step.Use> nodesForSome(HeldPermissions permissions, Capability.Identity by) {
        ResourceAttributes node = IMPERSONATE_NODES_FOR_SOME.request();
        return Stream.concat(
                permissions.useOfSome(node).stream(),
                PolicyIndex.isAccount(by.user().name())
                        ? permissions
                                .use(node.withVerb("impersonate:associated-node")
                                        .named("*"))
                                .stream()
                        : Stream.of());
    }

    /** The verb ends with the mode of impersonation. */
    private static Step forSome(
            HeldPermissions permissions, List<Step.Use> uses, UserInfo user, Capability.Identity by) {
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
