// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Technique;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs a host pod where admission allows it, or the user can make admission allow it, and reads the tokens of other
 * pods, or the credentials of the control plane.
 */
final class HostPodSearch {

    private static final String[] REMOVING = {"delete", "deletecollection", "update", "patch"};

    /** Runs a new pod, or adds a container to an existing one. */
    private static final Uses PODS = PodTechniques.RUNNING.or(PodTechniques.ADDING_CONTAINERS);

    /** Changes the labels of a namespace. */
    static final Uses RELABELLING = ofNamespace(Privilege.CHANGE_NAMESPACES)
            .or(ofNamespace(Privilege.CHANGE_NAMESPACE_STATUS))
            .or(ofNamespace(Privilege.FINALIZE_NAMESPACES));

    /** Deletes what refuses the pod, or changes it to match nothing. */
    private static final Uses REMOVING_ANY_POLICY = Uses.any(Privilege.VALIDATING_POLICY_BINDINGS, REMOVING)
            .or(Uses.any(Privilege.VALIDATING_POLICIES, REMOVING));

    private static final Uses REMOVING_SOME_POLICY = Uses.some(Privilege.VALIDATING_POLICY_BINDINGS, REMOVING)
            .or(Uses.some(Privilege.VALIDATING_POLICIES, REMOVING));

    private static final Uses REMOVING_WEBHOOKS =
            Uses.any(Privilege.VALIDATING_WEBHOOKS, REMOVING).or(Uses.some(Privilege.VALIDATING_WEBHOOKS, REMOVING));

    /** What makes admission allow a pod, by what happens to it before; a new pod is preferred to a new container. */
    private static final List<Opening> OPENINGS = Stream.of(
                    Opening.of(
                            HostPods.Answer.ADMITTED,
                            Certainty.LIKELY,
                            Uses.NOTHING,
                            "runs a pod in %s, where Pod Security allows access to nodes,",
                            "adds a container to a pod in %s, if there is one, where Pod Security allows access to "
                                    + "nodes,"),
                    Opening.of(
                            HostPods.Answer.REFUSED_BY_POD_SECURITY,
                            Certainty.LIKELY,
                            RELABELLING,
                            "takes Pod Security off namespace %s, runs a pod there that has access to its node",
                            "takes Pod Security off namespace %s, adds a container to a pod there, if there is one, "
                                    + "that has access to its node"),
                    removing(HostPods.Answer.REFUSED_BY_POLICY, Certainty.LIKELY, REMOVING_ANY_POLICY, "policy"),
                    // The policy that a rule names may not be the one that refuses the pod.
                    removing(HostPods.Answer.REFUSED_BY_POLICY, Certainty.DEPENDS, REMOVING_SOME_POLICY, "policy"),
                    removing(HostPods.Answer.REFUSED_BY_WEBHOOK, Certainty.DEPENDS, REMOVING_WEBHOOKS, "webhook"),
                    Stream.of(new Opening(
                            HostPods.Answer.NO_NAMESPACE,
                            Certainty.LIKELY,
                            Uses.create(Privilege.CREATE_NAMESPACES).inCluster().and(PodTechniques.RUNNING),
                            "makes a namespace, runs a pod there that has access to its node",
                            true)))
            .flatMap(openings -> openings)
            .toList();

    private final HostPods hostPods;
    private final boolean entersPods;
    private final Opening entry;
    private final Set<Privilege> needed;
    private final Set<String> refusing = new HashSet<>();

    private HostPodSearch(HostPods hostPods, Set<ServerFeature> features, Certainty least) {
        this.hostPods = hostPods;
        this.entersPods = least == Certainty.DEPENDS;
        this.entry = new Opening(
                HostPods.Answer.ADMITTED,
                Certainty.DEPENDS,
                PodTechniques.entering(features),
                "enters a pod in %s that has access to its node, if there is one,",
                false);
        this.needed = (entersPods ? PODS.or(entry.uses()) : PODS).needed();
    }

    /**
     * A search by one certainty, to ask the cluster no more than needed.
     *
     * @param features of the API server, which decide whether {@code get} suffices to enter pods
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

    private static Stream<Opening> removing(HostPods.Answer answer, Certainty certainty, Uses removal, String what) {
        String how = "removes the " + what + " that keeps pods in %s from their node, ";
        return Opening.of(
                answer,
                certainty,
                removal.inCluster(),
                how + "runs one there",
                how + "adds a container to one there, if there is one,");
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
                                        permissions.index().accounts())
                                .map(step -> step.atMost(way.opening().certainty()))),
                ways(permissions, places).filter(way -> way.opening().isByNewPod()).findFirst().stream()
                        .map(way -> permissions
                                .becomeControlPlane(
                                        Technique.HOST_POD,
                                        way.how() + " and reads there the credentials of",
                                        way.uses())
                                .atMost(way.opening().certainty())));
    }

    /** The likely ones of all namespaces come before those that depend, and those into pods of others come last. */
    private Stream<Way> ways(HeldPermissions permissions, List<String> places) {
        return Stream.concat(
                Stream.of(Certainty.LIKELY, Certainty.DEPENDS)
                        .flatMap(limit -> places.stream().flatMap(place -> way(permissions, place, limit).stream())),
                places.stream()
                        .filter(place -> enters(permissions, place) && hostPods.in(place) == entry.answer())
                        .flatMap(place -> entry.way(permissions, place).stream()));
    }

    /** In namespaces that the policy does not name, only cluster-wide permissions apply; a new namespace comes last. */
    private Stream<String> places(HeldPermissions permissions) {
        Collection<String> known = permissions.index().namespaces();
        Stream<String> others = Stream.of(BindingScope.CLUSTER)
                .filter(cluster -> PODS.by(permissions, cluster).isPresent() || enters(permissions, cluster))
                .flatMap(cluster -> Stream.concat(hostPods.namespaces().stream(), Stream.of(cluster)))
                .filter(place -> !known.contains(place));
        return Stream.concat(permissions.namespaces(needed).stream(), others);
    }

    private boolean enters(HeldPermissions permissions, String place) {
        return entersPods && entry.uses().by(permissions, place).isPresent();
    }

    /** Asks the cluster only about a place where the actor gets a pod. */
    private Optional<Way> way(HeldPermissions permissions, String place, Certainty limit) {
        if (PODS.by(permissions, place).isEmpty()) {
            return Optional.empty();
        }
        HostPods.Answer answer = hostPods.in(place);
        if (answer == HostPods.Answer.REFUSED) {
            refusing.add(place);
        }
        return OPENINGS.stream()
                .filter(opening -> opening.answer() == answer && limit.includes(opening.certainty()))
                .flatMap(opening -> opening.way(permissions, place).stream())
                .findFirst();
    }

    /**
     * What gets a host pod admitted.
     *
     * @param answer what happens to a host pod before
     * @param how what is done, with {@code %s} for the namespace
     * @param isByNewPod whether the pod is new, so that the user can choose its node
     */
    private record Opening(HostPods.Answer answer, Certainty certainty, Uses uses, String how, boolean isByNewPod) {

        static Stream<Opening> of(
                HostPods.Answer answer, Certainty certainty, Uses uses, String byNewPod, String byContainer) {
            return Stream.of(
                    new Opening(answer, certainty, uses.and(PodTechniques.RUNNING), byNewPod, true),
                    new Opening(answer, certainty, uses.and(PodTechniques.ADDING_CONTAINERS), byContainer, false));
        }

        Optional<Way> way(HeldPermissions permissions, String place) {
            return uses.by(permissions, place).map(used -> new Way(this, how.formatted(place), used));
        }
    }

    /** An opening in one namespace. */
    private record Way(Opening opening, String how, List<Step.Use> uses) {}
}
