package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.internal.NodeUser;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Techniques that take over a node, and with it the tokens of all its pods. */
final class NodeSearches {

    private NodeSearches() {}

    /**
     * Runs commands in the pods of all nodes, or of those that a rule names, which may not be nodes of the control plane.
     * Over a websocket, {@code get} runs commands.
     */
    static final class RunningCommands implements TechniqueSearch {

        private static final String HOW = "runs commands by the kubelets' API in";

        @Override
        public Technique technique() {
            return Technique.NODES_PROXY;
        }

        @Override
        public Need need() {
            return Need.REACH_KUBELETS;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            ResourceAttributes nodes = ResourceAttributes.of("get", "", "nodes").subresource("proxy");
            String[] verbs = {"get", "create"};
            return Stream.concat(
                    permissions.useOfSome(nodes, verbs).stream()
                            .flatMap(use -> permissions.become(
                                    technique(),
                                    HOW + " pods, if there are any, that run as",
                                    List.of(use),
                                    permissions.principals().accounts())),
                    permissions.useOfAny(nodes, verbs).stream()
                            .map(use -> permissions.becomeControlPlane(technique(), HOW, List.of(use))));
        }
    }

    /** A kubelet serves its node's directory of logs, in which are those of pods, to who asks it and not the API server. */
    static final class ReadingLogs implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.LOGS;
        }

        @Override
        public Need need() {
            return Need.READ_NODE_LOGS;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            ResourceAttributes logs = ResourceAttributes.of("get", "", "nodes").subresource("log");
            return permissions.useOfSome(logs).stream()
                    .flatMap(use -> permissions.become(
                            technique(),
                            "reads logs of pods by the kubelets' API, if they hold a token, that run as",
                            List.of(use),
                            permissions.principals().accounts()));
        }
    }

    /**
     * Mounts a node's file system through a PersistentVolume, which Pod Security does not check, and reads the tokens of
     * pods or the keys of the control plane.
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
                    .flatMap(uses -> Stream.concat(
                            permissions.become(
                                    technique(),
                                    "mounts a node's file system and reads the tokens of pods there, if there are any,"
                                            + " that run as",
                                    uses,
                                    permissions.principals().accounts()),
                            Stream.of(permissions.becomeControlPlane(
                                    technique(), "mounts a node's file system and reads the credentials of", uses))));
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
