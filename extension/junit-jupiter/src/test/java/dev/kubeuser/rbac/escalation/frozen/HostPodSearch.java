package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.ServerFeature;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs a host pod where admission allows it, or the user can make admission allow it, and reads the tokens of other pods,
 * or the credentials of the control plane.
 */
final class HostPodSearch implements TechniqueSearch {

    private static final String ADMISSION = "admissionregistration.k8s.io";
    private static final String[] REMOVING = {"delete", "deletecollection", "update", "patch"};

    private final HostPods hostPods;
    private final PodSearches.EnteringPods entering;
    private final Certainty least;
    private final Set<String> refusing = new HashSet<>();

    /**
     * A search of one certainty, so that it asks the cluster no more than it has to.
     *
     * @param features what the API server does: it may take {@code get} to enter pods
     */
    HostPodSearch(HostPods hostPods, Set<ServerFeature> features, Certainty least) {
        this.hostPods = hostPods;
        this.entering = new PodSearches.EnteringPods(features);
        this.least = least;
    }

    @Override
    public Technique technique() {
        return Technique.HOST_POD;
    }

    @Override
    public Need need() {
        return least == Certainty.DEPENDS ? Need.RUN_OR_ENTER_HOST_PODS : Need.RUN_HOST_PODS;
    }

    /** One way is enough; to the control plane one by a new pod, which can be on any node. */
    @Override
    public Stream<Step> from(HeldPermissions permissions) {
        List<String> places =
                places(permissions).filter(place -> !refusing.contains(place)).toList();
        return Stream.concat(
                ways(permissions, places).findFirst().stream()
                        .flatMap(way -> permissions
                                .become(
                                        technique(),
                                        way.how()
                                                + " and reads the tokens of pods there, if there are any, that run as",
                                        way.uses(),
                                        permissions.principals().accounts())
                                .map(step -> step.atMost(way.certainty()))),
                ways(permissions, places).filter(Way::isByNewPod).findFirst().stream()
                        .map(way -> permissions
                                .becomeControlPlane(
                                        technique(), way.how() + " and reads there the credentials of", way.uses())
                                .atMost(way.certainty())));
    }

    /** The likely ones of all namespaces come before those that depend. */
    private Stream<Way> ways(HeldPermissions permissions, List<String> places) {
        return Stream.concat(
                Stream.of(Certainty.LIKELY, Certainty.DEPENDS)
                        .flatMap(limit -> places.stream().flatMap(place -> way(permissions, place, limit).stream())),
                places.stream().flatMap(place -> entry(permissions, place).stream()));
    }

    /** In namespaces that the policy does not name, only cluster-wide permissions apply; a new namespace comes last. */
    private Stream<String> places(HeldPermissions permissions) {
        Collection<String> known = permissions.principals().namespaces();
        Stream<String> others = Stream.of(BindingScope.CLUSTER)
                .filter(cluster -> pods(permissions, cluster).isPresent() || enters(permissions, cluster))
                .flatMap(cluster -> Stream.concat(hostPods.namespaces().stream(), Stream.of(cluster)))
                .filter(place -> !known.contains(place));
        return Stream.concat(permissions.namespaces(need()).stream(), others);
    }

    private Optional<Way> way(HeldPermissions permissions, String place, Certainty limit) {
        boolean isByNewPod = PodSearches.Workloads.uses(permissions, place).isPresent();
        return pods(permissions, place)
                .flatMap(pods -> opening(permissions, place, isByNewPod).map(opening -> opening.and(pods)))
                .filter(way -> limit.includes(way.certainty()));
    }

    /** Gets into a host pod of somebody else, for which the cluster has to let host pods in. */
    private Optional<Way> entry(HeldPermissions permissions, String place) {
        return enters(permissions, place) && hostPods.in(place) == HostPods.Answer.ADMITTED
                ? entering.use(permissions, place)
                        .map(use -> new Way(
                                Certainty.DEPENDS,
                                "enters a pod in " + place + " that has access to its node, if there is one,",
                                List.of(use),
                                false))
                : Optional.empty();
    }

    private boolean enters(HeldPermissions permissions, String place) {
        return least == Certainty.DEPENDS && entering.use(permissions, place).isPresent();
    }

    /** The way to make admission allow a new pod, or a new container in one that is there. */
    private Optional<Way> opening(HeldPermissions permissions, String place, boolean isByNewPod) {
        return switch (hostPods.in(place)) {
            case ADMITTED ->
                Optional.of(Way.by(
                        (isByNewPod
                                        ? "runs a pod in " + place
                                        : "adds a container to a pod in " + place + ", if there is one")
                                + ", where Pod Security allows access to nodes,",
                        List.of(),
                        isByNewPod));
            case REFUSED_BY_POD_SECURITY ->
                relabelling(permissions, place)
                        .map(label -> Way.by(
                                "takes Pod Security off namespace " + place
                                        + (isByNewPod
                                                ? ", runs a pod there that has access to its node"
                                                : ", adds a container to a pod there, if there is one,"
                                                        + " that has access to its node"),
                                List.of(label),
                                isByNewPod));
            case REFUSED_BY_POLICY ->
                removal(permissions, "validatingadmissionpolicybindings", "validatingadmissionpolicies")
                        .map(removal -> Way.removing("the policy", place, removal, isByNewPod));
            case REFUSED_BY_WEBHOOK ->
                removal(permissions, "validatingwebhookconfigurations")
                        .map(removal -> Way.removing("the webhook", place, removal, isByNewPod)
                                .atMost(Certainty.DEPENDS));
            case NO_NAMESPACE ->
                isByNewPod
                        ? permissions
                                .creation(ResourceAttributes.of("create", "", "namespaces"))
                                .map(namespace -> Way.by(
                                        "makes a namespace, runs a pod there that has access to its node",
                                        namespace,
                                        true))
                        : Optional.empty();
            case REFUSED -> {
                refusing.add(place);
                yield Optional.empty();
            }
        };
    }

    /** Creates a pod, or adds a container to an existing one. */
    private static Optional<List<UsedPermission>> pods(HeldPermissions permissions, String namespace) {
        return PodSearches.Workloads.uses(permissions, namespace)
                .or(() -> PodSearches.EnteringPods.addingContainers(permissions, namespace)
                        .map(List::of));
    }

    /** The authorizer treats a namespace object as inside itself. Its subresources also write labels. */
    private static Optional<UsedPermission> relabelling(HeldPermissions permissions, String namespace) {
        ResourceAttributes object =
                ResourceAttributes.of("update", "", "namespaces").in(namespace).named(namespace);
        return permissions
                .use(object, "update", "patch")
                .or(() -> permissions.use(object.subresource("status"), "update", "patch"))
                .or(() -> permissions.use(object.subresource("finalize"), "update"));
    }

    /** Deletes what refuses the pod, or changes it to match nothing. Tries permissions for any name first. */
    private static Optional<UsedPermission> removal(HeldPermissions permissions, String... resources) {
        return Stream.of(resources)
                .flatMap(resource ->
                        permissions.useOfAny(ResourceAttributes.of("delete", ADMISSION, resource), REMOVING).stream())
                .findFirst()
                .or(() -> Stream.of(resources)
                        .flatMap(resource ->
                                permissions
                                        .useOfSome(ResourceAttributes.of("delete", ADMISSION, resource), REMOVING)
                                        .stream())
                        .findFirst());
    }

    /**
     * A way to run a host pod.
     *
     * @param isByNewPod whether the pod is new, so that the user can choose its node
     */
    private record Way(Certainty certainty, String how, List<UsedPermission> uses, boolean isByNewPod) {

        static Way by(String how, List<UsedPermission> uses, boolean isByNewPod) {
            return new Way(Certainty.LIKELY, how, uses, isByNewPod);
        }

        /** The object that a rule names may not be the one that refuses the pod. */
        static Way removing(String what, String place, UsedPermission removal, boolean isByNewPod) {
            boolean isOfAny = ((ResourceAttributes) removal.request()).name().isEmpty();
            return new Way(
                    isOfAny ? Certainty.LIKELY : Certainty.DEPENDS,
                    "removes " + what + " that keeps pods in " + place + " from their node, "
                            + (isByNewPod ? "runs one there" : "adds a container to one there, if there is one,"),
                    List.of(removal),
                    isByNewPod);
        }

        Way atMost(Certainty limit) {
            return new Way(certainty.or(limit), how, uses, isByNewPod);
        }

        Way and(List<UsedPermission> more) {
            return new Way(
                    certainty, how, Stream.concat(uses.stream(), more.stream()).toList(), isByNewPod);
        }
    }
}
