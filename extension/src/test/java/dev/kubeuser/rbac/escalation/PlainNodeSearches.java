package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Techniques that take over a node, and with it the tokens of all its pods. */
final class PlainNodeSearches {

    private PlainNodeSearches() {}

    /** Runs commands in pods through their kubelet; over a websocket, {@code get} allows that. */
    static final class ReachingKubelets implements PlainTechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.NODES_PROXY;
        }

        @Override
        public Stream<Step> from(PlainHeldPermissions permissions) {
            return permissions
                    .useOfSome(ResourceAttributes.of("get", "", "nodes").subresource("proxy"), "get", "create")
                    .stream()
                    .flatMap(use -> permissions.become(
                            technique(),
                            "runs commands by the kubelets' API in pods, if there are any, that run as",
                            List.of(use),
                            permissions.principals().accounts()));
        }
    }

    /**
     * Mounts a node's file system through a PersistentVolume, which Pod Security does not check, and reads pods'
     * tokens.
     */
    static final class MountingHosts implements PlainTechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.HOST_VOLUME;
        }

        @Override
        public Stream<Step> from(PlainHeldPermissions permissions) {
            return uses(permissions).stream()
                    .flatMap(uses -> permissions.become(
                            technique(),
                            "mounts a node's file system and reads the tokens of pods there, if there are any, that"
                                    + " run as",
                            uses,
                            permissions.principals().accounts()));
        }

        /** An ephemeral volume creates its own claim; the pod's author needs no permission for it. */
        private static Optional<List<UsedPermission>> uses(PlainHeldPermissions permissions) {
            return permissions
                    .creation(ResourceAttributes.of("create", "", "persistentvolumes"))
                    .flatMap(volume -> permissions.principals().namespaces().stream()
                            .flatMap(namespace -> PlainPodSearches.Workloads.uses(permissions, namespace).stream())
                            .findFirst()
                            .map(pods -> Stream.concat(volume.stream(), pods.stream())
                                    .toList()));
        }
    }

    /** Acts as a node. The Node authorizer allows it tokens of the ServiceAccounts whose pods are bound to it. */
    static final class BeingNode implements PlainTechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.NODE;
        }

        @Override
        public Stream<Step> from(PlainHeldPermissions permissions) {
            return NodeUser.isAuthorizedAsNode(permissions.user())
                    ? permissions.principals().accounts().stream()
                            .flatMap(account -> permissions.sending(PlainTokenSearches.tokenOf(account)).stream()
                                    .flatMap(uses -> permissions.become(
                                            technique(),
                                            "asks as a node for tokens of pods there, if there are any, that run as",
                                            uses,
                                            List.of(account))))
                    : Stream.of();
        }
    }
}
