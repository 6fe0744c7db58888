package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that take over a node, and with it the tokens of all its pods. */
final class NodeSearches {

    private NodeSearches() {}

    /** Runs commands in pods through their kubelet; by websocket, {@code get} allows that. */
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

    /** Mounts a node's file system by a PersistentVolume, which Pod Security does not check, and reads pods' tokens. */
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

        /** An ephemeral volume creates its claim; the author of the pod needs no permission for it. */
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

    /** Runs a host pod where admission lets it in, or the user can make it, and reads other pods' tokens there. */
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

        /** In namespaces that the policy does not name, only cluster-wide permissions apply; a new namespace comes last. */
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

        /** Creates a pod, or adds a container to an existing one. */
        private static Optional<List<UsedPermission>> pods(HeldPermissions permissions, String namespace) {
            return PodSearches.Workloads.uses(permissions, namespace)
                    .or(() -> PodSearches.EnteringPods.addingContainers(permissions, namespace)
                            .map(List::of));
        }

        /** The authorizer takes the namespace object to be in itself. */
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
