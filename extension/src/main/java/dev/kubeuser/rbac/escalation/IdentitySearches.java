package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that act as another user without a token. */
final class IdentitySearches {

    private IdentitySearches() {}

    /**
     * Impersonates users and ServiceAccounts, with groups if the user may impersonate them, {@code system:masters} included.
     * Ignores constrained impersonation, {@code impersonate:user-info} and so on, which permits single actions only.
     */
    static final class Impersonating implements TechniqueSearch {

        private static final Set<String> MASTERS = Set.of("system:masters");

        @Override
        public Technique technique() {
            return Technique.IMPERSONATE;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            List<UsedPermission> masters = groups(permissions, MASTERS);
            List<UsedPermission> groups = masters.isEmpty()
                    ? groups(permissions, permissions.principals().groups())
                    : masters;
            return Stream.concat(users(permissions, groups), accounts(permissions, groups));
        }

        private static Optional<UsedPermission> impersonate(HeldPermissions permissions, String resource, String name) {
            return permissions.use(
                    ResourceAttributes.of("impersonate", "", resource).named(name));
        }

        private Stream<Step> users(HeldPermissions permissions, List<UsedPermission> groups) {
            return Stream.concat(
                            permissions.principals().users().stream(),
                            Stream.of(permissions.identity().user().name(), "somebody"))
                    .filter(user -> !user.isEmpty() && !Principals.isAccount(user))
                    .flatMap(user ->
                            impersonate(permissions, "users", user)
                                    .map(use -> step(permissions, user, use, groups))
                                    .stream());
        }

        private static List<UsedPermission> groups(HeldPermissions permissions, Set<String> names) {
            return names.stream()
                    .flatMap(group -> impersonate(permissions, "groups", group).stream())
                    .toList();
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
            return permissions.principals().accounts().stream()
                    .flatMap(account -> permissions
                            .use(ResourceAttributes.of("impersonate", "", "serviceaccounts")
                                    .in(account.namespace())
                                    .named(account.name()))
                            .stream()
                            .flatMap(use -> accounts(permissions, account, use, groups)));
        }

        /** With the groups of ServiceAccounts, and with the impersonated groups in their place. */
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
     * Gets a client certificate in another user's name. Approval takes {@code approve} on the signer and the subresource;
     * admission refuses {@code system:masters}. The verb {@code sign} is no technique: it does not give the user the key of
     * the cluster's CA.
     */
    static final class CertifyingOthers implements TechniqueSearch {

        private static final String GROUP = "certificates.k8s.io";
        private static final String REQUESTS = "certificatesigningrequests";
        private static final List<String> SIGNERS = List.of("kubernetes.io/kube-apiserver-client", "kubernetes.io/*");

        @Override
        public Technique technique() {
            return Technique.CERTIFICATE;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return approval(permissions)
                    .flatMap(approve -> signer(permissions)
                            .flatMap(signer -> creation(permissions)
                                    .map(create -> Stream.concat(create.stream(), Stream.of(approve, signer))
                                            .toList())))
                    .stream()
                    .flatMap(uses -> names(permissions)
                            .map(name -> permissions.step(
                                    technique(),
                                    "requests a certificate of user \"" + name + "\" in any groups and approves it",
                                    uses,
                                    new Capability.Identity(UserInfo.user(name, groups(permissions))))));
        }

        private static Optional<UsedPermission> approval(HeldPermissions permissions) {
            return permissions.useOfSome(
                    ResourceAttributes.of("update", GROUP, REQUESTS).subresource("approval"), "update", "patch");
        }

        private static Optional<UsedPermission> signer(HeldPermissions permissions) {
            return SIGNERS.stream()
                    .flatMap(name ->
                            permissions
                                    .use(ResourceAttributes.of("approve", GROUP, "signers")
                                            .named(name))
                                    .stream())
                    .findFirst();
        }

        /** Any identity that the user has reached may create the request. */
        private static Optional<List<UsedPermission>> creation(HeldPermissions permissions) {
            return Stream.concat(Stream.of(permissions), permissions.held().identities().stream())
                    .flatMap(any -> any.creation(ResourceAttributes.of("create", GROUP, REQUESTS)).stream())
                    .findFirst();
        }

        private static Stream<String> names(HeldPermissions permissions) {
            return Stream.concat(
                    Stream.concat(permissions.principals().users().stream(), Stream.of("somebody")),
                    permissions.principals().accounts().stream()
                            .map(account -> account.identity().user().name()));
        }

        private static String[] groups(HeldPermissions permissions) {
            return permissions.principals().groups().stream()
                    .filter(group -> !group.equals("system:masters"))
                    .toArray(String[]::new);
        }
    }

    /** Sends no credential: whoever reaches the API server can send anonymous requests. */
    static final class Anonymity implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.ANONYMITY;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return Stream.of(permissions.step(
                    technique(), "sends no credential", List.of(), new Capability.Identity(UserInfo.anonymous())));
        }
    }
}
