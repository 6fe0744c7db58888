package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.NodeUser;
import dev.kubeuser.rbac.internal.Signer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Techniques that get a client certificate. The verb {@code sign} is not among them: it does not give the user the key
 * of the cluster's authority.
 */
final class CertificateSearches {

    private static final String GROUP = "certificates.k8s.io";
    private static final String REQUESTS = "certificatesigningrequests";

    private CertificateSearches() {}

    /**
     * Approval takes {@code approve} on the signer, and the subresource. Any actor that the user has reached may
     * request.
     */
    private static Optional<List<UsedPermission>> approved(HeldPermissions permissions, String signer) {
        return permissions
                .useOfSome(ResourceAttributes.of("update", GROUP, REQUESTS).subresource("approval"), "update", "patch")
                .flatMap(approval -> approve(permissions, signer)
                        .flatMap(approve -> Stream.concat(Stream.of(permissions), permissions.held().actors().stream())
                                .flatMap(any -> creation(any).stream())
                                .findFirst()
                                .map(create -> Stream.concat(create.stream(), Stream.of(approval, approve))
                                        .toList())));
    }

    private static Optional<UsedPermission> approve(HeldPermissions permissions, String signer) {
        return new Signer("kubernetes.io/" + signer)
                .resourceNames().stream()
                        .flatMap(name ->
                                permissions
                                        .use(ResourceAttributes.of("approve", GROUP, "signers")
                                                .named(name))
                                        .stream())
                        .findFirst();
    }

    private static Optional<List<UsedPermission>> creation(HeldPermissions permissions) {
        return permissions.creation(ResourceAttributes.of("create", GROUP, REQUESTS));
    }

    /** Gets a certificate in another user's name with any groups; admission refuses {@code system:masters}. */
    static final class CertifyingOthers implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.CERTIFICATE;
        }

        @Override
        public Need need() {
            return Need.APPROVE;
        }

        @Override
        public boolean isJoint() {
            return true;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return approved(permissions, "kube-apiserver-client").stream()
                    .flatMap(uses -> names(permissions)
                            .map(name -> permissions.step(
                                    technique(),
                                    "requests a certificate of user \"" + name + "\" in any groups and approves it",
                                    uses,
                                    new Capability.Identity(UserInfo.user(name, groups(permissions))))));
        }

        private static Stream<String> names(HeldPermissions permissions) {
            return Stream.concat(
                    Stream.concat(permissions.principals().users().stream(), Stream.of("somebody", NodeUser.ANY)),
                    permissions.principals().accounts().stream()
                            .map(account -> account.identity().user().name()));
        }

        private static String[] groups(HeldPermissions permissions) {
            return NodeUser.withGroup(permissions.principals().groups()).stream()
                    .filter(group -> !group.equals("system:masters"))
                    .toArray(String[]::new);
        }
    }

    /**
     * Gets a node's certificate from the kubelets' signer. A controller approves it if its author may create
     * {@code nodeclient}.
     */
    static final class CertifyingNodes implements TechniqueSearch {

        private static final String[] READING = {"get", "list", "watch", "patch", "delete"};

        @Override
        public Technique technique() {
            return Technique.NODE_CERTIFICATE;
        }

        @Override
        public Need need() {
            return Need.APPROVE_OR_JOIN;
        }

        @Override
        public boolean isJoint() {
            return true;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return Stream.concat(
                            approved(permissions, "kube-apiserver-client-kubelet")
                                    .map(uses ->
                                            step(permissions, "requests a certificate of a node and approves it", uses))
                                    .stream(),
                            ofJoiningNode(permissions)
                                    .map(uses -> step(
                                            permissions,
                                            "requests a certificate of a node, which the cluster approves",
                                            uses))
                                    .stream())
                    .limit(1);
        }

        /** An approver gets the certificate in the response; others read it. */
        private static Optional<List<UsedPermission>> ofJoiningNode(HeldPermissions permissions) {
            ResourceAttributes requests = ResourceAttributes.of("create", GROUP, REQUESTS);
            return permissions
                    .use(requests.subresource("nodeclient"))
                    .flatMap(join -> creation(permissions)
                            .flatMap(create -> permissions
                                    .useOfSome(requests, READING)
                                    .map(read -> Stream.concat(create.stream(), Stream.of(join, read))
                                            .distinct()
                                            .toList())));
        }

        private Step step(HeldPermissions permissions, String how, List<UsedPermission> uses) {
            return permissions.step(technique(), how, uses, new Capability.Identity(NodeUser.node()));
        }
    }
}
