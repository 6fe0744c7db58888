package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that get hold of a node, and so of the tokens of all its pods. */
final class NodeSearches {

    private NodeSearches() {}

    /** Runs commands in pods through their kubelet, which takes {@code get} for a command that comes by websocket. */
    static final class ReachingKubelets implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.NODES_PROXY;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
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

    /** Mounts a node's file system by a PersistentVolume, which no check of pods sees, and reads other pods' tokens there. */
    static final class MountingHosts implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.HOST_VOLUME;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return uses(permissions).stream()
                    .flatMap(uses -> permissions.become(
                            technique(),
                            "mounts a node's file system and reads the tokens of pods there, if there are any, that run as",
                            uses,
                            permissions.principals().accounts()));
        }

        /** A pod's ephemeral volume brings its claim, for which its author needs no right. */
        private static Optional<List<UsedPermission>> uses(HeldPermissions permissions) {
            return permissions
                    .creation(ResourceAttributes.of("create", "", "persistentvolumes"))
                    .flatMap(volume -> permissions.principals().namespaces().stream()
                            .flatMap(namespace -> PodSearches.Workloads.uses(permissions, namespace).stream())
                            .findFirst()
                            .map(pods -> Stream.concat(volume.stream(), pods.stream())
                                    .toList()));
        }
    }

    /** Runs a pod that gets at its node, where that is let in or can be made to be, and reads other pods' tokens there. */
    static final class RunningHostPods implements TechniqueSearch {

        private static final String READING = "and reads the tokens of pods there, if there are any, that run as";

        private final HostPods hostPods;

        RunningHostPods(HostPods hostPods) {
            this.hostPods = hostPods;
        }

        @Override
        public Technique technique() {
            return Technique.HOST_POD;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return places(permissions).flatMap(place -> steps(permissions, place).stream()).findFirst().stream()
                    .flatMap(steps -> steps);
        }

        /** Elsewhere than in the namespaces of the policy only rights in the whole cluster count; last, one makes a namespace. */
        private Stream<String> places(HeldPermissions permissions) {
            Set<String> known = permissions.principals().namespaces();
            Stream<String> others = Stream.of(BindingScope.CLUSTER)
                    .filter(cluster -> pods(permissions, cluster).isPresent())
                    .flatMap(cluster -> Stream.concat(hostPods.namespaces().stream(), Stream.of(cluster)))
                    .filter(place -> !known.contains(place));
            return Stream.concat(known.stream(), others);
        }

        private Optional<Stream<Step>> steps(HeldPermissions permissions, String place) {
            return pods(permissions, place).flatMap(pods -> switch (hostPods.in(place)) {
                case ADMITTED ->
                    Optional.of(become(
                            permissions,
                            "runs a pod in " + place + ", where Pod Security does not keep it from its node,",
                            List.of(),
                            pods));
                case REFUSED_BY_POD_SECURITY ->
                    relabelling(permissions, place)
                            .map(label -> become(
                                    permissions,
                                    "takes Pod Security off namespace " + place
                                            + ", runs a pod there that gets at its node",
                                    List.of(label),
                                    pods));
                case NO_NAMESPACE ->
                    permissions
                            .creation(ResourceAttributes.of("create", "", "namespaces"))
                            .map(namespace -> become(
                                    permissions,
                                    "makes a namespace, runs a pod there that gets at its node",
                                    namespace,
                                    pods));
                case REFUSED -> Optional.empty();
            });
        }

        /** A pod of one's own, or a container in one that is there. */
        private static Optional<List<UsedPermission>> pods(HeldPermissions permissions, String namespace) {
            return PodSearches.Workloads.uses(permissions, namespace)
                    .or(() -> PodSearches.EnteringPods.addingContainers(permissions, namespace)
                            .map(List::of));
        }

        /** A namespace is an object in itself. */
        private static Optional<UsedPermission> relabelling(HeldPermissions permissions, String namespace) {
            return permissions.use(
                    ResourceAttributes.of("update", "", "namespaces")
                            .in(namespace)
                            .named(namespace),
                    "update",
                    "patch");
        }

        private Stream<Step> become(
                HeldPermissions permissions, String how, List<UsedPermission> before, List<UsedPermission> pods) {
            return permissions.become(
                    technique(),
                    how + " " + READING,
                    Stream.concat(before.stream(), pods.stream()).toList(),
                    permissions.principals().accounts());
        }
    }
}
