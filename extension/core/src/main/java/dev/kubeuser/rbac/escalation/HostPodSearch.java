package dev.kubeuser.rbac.escalation;

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
final class HostPodSearch {

    private static final String[] REMOVING = {"delete", "deletecollection", "update", "patch"};

    /** Runs a new pod, or adds a container to an existing one. */
    private static final Uses PODS = PodTechniques.RUNNING.or(PodTechniques.ADDING_CONTAINERS);

    private static final Uses CREATING_NAMESPACES = Uses.create(Privilege.CREATE_NAMESPACES);

    private static final Uses RELABELLING = ofNamespace(Privilege.CHANGE_NAMESPACES)
            .or(ofNamespace(Privilege.CHANGE_NAMESPACE_STATUS))
            .or(ofNamespace(Privilege.FINALIZE_NAMESPACES));

    /** Deletes what refuses the pod, or changes it to match nothing. Tries permissions for any name first. */
    private static final Uses REMOVING_POLICIES = Uses.any(Privilege.VALIDATING_POLICY_BINDINGS, REMOVING)
            .or(Uses.any(Privilege.VALIDATING_POLICIES, REMOVING))
            .or(Uses.some(Privilege.VALIDATING_POLICY_BINDINGS, REMOVING))
            .or(Uses.some(Privilege.VALIDATING_POLICIES, REMOVING));

    private static final Uses REMOVING_WEBHOOKS =
            Uses.any(Privilege.VALIDATING_WEBHOOKS, REMOVING).or(Uses.some(Privilege.VALIDATING_WEBHOOKS, REMOVING));

    private final HostPods hostPods;
    private final Uses entering;
    private final boolean entersPods;
    private final Set<Privilege> needed;
    private final Set<String> refusing = new HashSet<>();

    private HostPodSearch(HostPods hostPods, Set<ServerFeature> features, Certainty least) {
        this.hostPods = hostPods;
        this.entering = PodTechniques.entering(features);
        this.entersPods = least == Certainty.DEPENDS;
        this.needed = (entersPods ? PODS.or(entering) : PODS).needed();
    }

    /**
     * A search of one certainty, so that it asks the cluster no more than it has to.
     *
     * @param features what the API server does: it may take {@code get} to enter pods
     */
    static TechniqueSearch of(HostPods hostPods, Set<ServerFeature> features, Certainty least) {
        HostPodSearch search = new HostPodSearch(hostPods, features, least);
        return TechniqueSearch.of(Technique.HOST_POD, search.needed, search::from);
    }

    /** A permission on a namespace object, by its own name. */
    private static Uses ofNamespace(Privilege privilege) {
        return Uses.of(
                privilege,
                (permissions, namespace) -> privilege
                        .requestsIn(namespace)
                        .flatMap(request -> permissions.use(request.named(namespace)).stream())
                        .map(List::of)
                        .findFirst());
    }

    /** One way is enough; to the control plane one by a new pod, which can be on any node. */
    private Stream<Step> from(HeldPermissions permissions) {
        List<String> places =
                places(permissions).filter(place -> !refusing.contains(place)).toList();
        return Stream.concat(
                ways(permissions, places).findFirst().stream()
                        .flatMap(way -> permissions
                                .become(
                                        Technique.HOST_POD,
                                        way.how()
                                                + " and reads the tokens of pods there, if there are any, that run as",
                                        way.uses(),
                                        permissions.principals().accounts())
                                .map(step -> step.atMost(way.certainty()))),
                ways(permissions, places).filter(Way::isByNewPod).findFirst().stream()
                        .map(way -> permissions
                                .becomeControlPlane(
                                        Technique.HOST_POD,
                                        way.how() + " and reads there the credentials of",
                                        way.uses())
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
                .filter(cluster -> PODS.of(permissions, cluster).isPresent() || enters(permissions, cluster))
                .flatMap(cluster -> Stream.concat(hostPods.namespaces().stream(), Stream.of(cluster)))
                .filter(place -> !known.contains(place));
        return Stream.concat(permissions.namespaces(needed).stream(), others);
    }

    private Optional<Way> way(HeldPermissions permissions, String place, Certainty limit) {
        boolean isByNewPod = PodTechniques.RUNNING.of(permissions, place).isPresent();
        return PODS.of(permissions, place)
                .flatMap(pods -> opening(permissions, place, isByNewPod).map(opening -> opening.and(pods)))
                .filter(way -> limit.includes(way.certainty()));
    }

    /** Gets into a host pod of somebody else, for which the cluster has to let host pods in. */
    private Optional<Way> entry(HeldPermissions permissions, String place) {
        return enters(permissions, place) && hostPods.in(place) == HostPods.Answer.ADMITTED
                ? entering.of(permissions, place)
                        .map(uses -> new Way(
                                Certainty.DEPENDS,
                                "enters a pod in " + place + " that has access to its node, if there is one,",
                                uses,
                                false))
                : Optional.empty();
    }

    private boolean enters(HeldPermissions permissions, String place) {
        return entersPods && entering.of(permissions, place).isPresent();
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
                RELABELLING
                        .of(permissions, place)
                        .map(label -> Way.by(
                                "takes Pod Security off namespace " + place
                                        + (isByNewPod
                                                ? ", runs a pod there that has access to its node"
                                                : ", adds a container to a pod there, if there is one,"
                                                        + " that has access to its node"),
                                label,
                                isByNewPod));
            case REFUSED_BY_POLICY ->
                REMOVING_POLICIES
                        .of(permissions, BindingScope.CLUSTER)
                        .map(removal -> Way.removing("the policy", place, removal, isByNewPod));
            case REFUSED_BY_WEBHOOK ->
                REMOVING_WEBHOOKS
                        .of(permissions, BindingScope.CLUSTER)
                        .map(removal -> Way.removing("the webhook", place, removal, isByNewPod)
                                .atMost(Certainty.DEPENDS));
            case NO_NAMESPACE ->
                isByNewPod
                        ? CREATING_NAMESPACES
                                .of(permissions, BindingScope.CLUSTER)
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
        static Way removing(String what, String place, List<UsedPermission> removal, boolean isByNewPod) {
            boolean isOfAny =
                    ((ResourceAttributes) removal.get(0).request()).name().isEmpty();
            return new Way(
                    isOfAny ? Certainty.LIKELY : Certainty.DEPENDS,
                    "removes " + what + " that keeps pods in " + place + " from their node, "
                            + (isByNewPod ? "runs one there" : "adds a container to one there, if there is one,"),
                    removal,
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
