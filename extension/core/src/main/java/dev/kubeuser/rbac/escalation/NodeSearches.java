package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.internal.NodeUser;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Techniques that take over a node, and with it the tokens of all its pods. */
final class NodeSearches {

    private NodeSearches() {}

    /** Asks kubelets about the pods of all nodes, or of those that a rule names. */
    private record AskingKubelets(Technique technique, Need need, String subresource, List<String> verbs, String how)
            implements TechniqueSearch {

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            ResourceAttributes nodes = ResourceAttributes.of("get", "", "nodes").subresource(subresource);
            return permissions.useOfSome(nodes, verbs.toArray(String[]::new)).stream()
                    .flatMap(use -> permissions.become(
                            technique,
                            how,
                            List.of(use),
                            permissions.principals().accounts()));
        }
    }

    /** Over a websocket, {@code get} runs commands. */
    static TechniqueSearch runningCommands() {
        return new AskingKubelets(
                Technique.NODES_PROXY,
                Need.REACH_KUBELETS,
                "proxy",
                List.of("get", "create"),
                "runs commands by the kubelets' API in pods, if there are any, that run as");
    }

    /** A kubelet serves its node's directory of logs, in which are those of pods, to who asks it and not the API server. */
    static TechniqueSearch readingLogs() {
        return new AskingKubelets(
                Technique.LOGS,
                Need.READ_NODE_LOGS,
                "log",
                List.of("get"),
                "reads logs of pods by the kubelets' API, if they hold a token, that run as");
    }

    /**
     * Mounts a node's file system through a PersistentVolume, which Pod Security does not check, and reads pods'
     * tokens.
     */
    static final class MountingHosts implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.HOST_VOLUME;
        }

        @Override
        public Need need() {
            return Need.MAKE_VOLUMES;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return uses(permissions).stream()
                    .flatMap(uses -> permissions.become(
                            technique(),
                            "mounts a node's file system and reads the tokens of pods there, if there are any, that"
                                    + " run as",
                            uses,
                            permissions.principals().accounts()));
        }

        /** An ephemeral volume creates its own claim; the pod's author needs no permission for it. */
        private static Optional<List<UsedPermission>> uses(HeldPermissions permissions) {
            return permissions
                    .creation(ResourceAttributes.of("create", "", "persistentvolumes"))
                    .flatMap(volume -> permissions.namespaces(Need.RUN_PODS).stream()
                            .flatMap(namespace -> PodSearches.Workloads.uses(permissions, namespace).stream())
                            .findFirst()
                            .map(pods -> Stream.concat(volume.stream(), pods.stream())
                                    .toList()));
        }
    }

    /** Acts as a node. The Node authorizer allows it tokens of the ServiceAccounts whose pods are bound to it. */
    static final class BeingNode implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.NODE;
        }

        @Override
        public Need need() {
            return Need.NOTHING;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return NodeUser.isAuthorizedAsNode(permissions.user())
                    ? permissions
                            .newAccounts()
                            .flatMap(account -> permissions.sending(TokenSearches.tokenOf(account)).stream()
                                    .flatMap(uses -> permissions.become(
                                            technique(),
                                            "asks as a node for tokens of pods there, if there are any, that run as",
                                            uses,
                                            List.of(account))))
                    : Stream.of();
        }
    }
}
