package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Runs a pod that gets at its node, where that is let in or can be made to be, and reads other pods' tokens there. */
final class RunningHostPods implements Way {

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
    public Stream<Step> from(Powers powers) {
        return places(powers).flatMap(place -> steps(powers, place).stream()).findFirst().stream()
                .flatMap(steps -> steps);
    }

    /** Elsewhere than in the namespaces of the policy only rights in the whole cluster count; last, one makes a namespace. */
    private Stream<String> places(Powers powers) {
        Set<String> known = powers.population().namespaces();
        Stream<String> others = Stream.of(Place.CLUSTER)
                .filter(cluster -> pods(powers, cluster).isPresent())
                .flatMap(cluster -> Stream.concat(hostPods.namespaces().stream(), Stream.of(cluster)))
                .filter(place -> !known.contains(place));
        return Stream.concat(known.stream(), others);
    }

    private Optional<Stream<Step>> steps(Powers powers, String place) {
        return pods(powers, place).flatMap(pods -> switch (hostPods.in(place)) {
            case ADMITTED ->
                Optional.of(become(
                        powers,
                        "runs a pod in " + place + ", where Pod Security does not keep it from its node,",
                        List.of(),
                        pods));
            case REFUSED_BY_POD_SECURITY ->
                relabelling(powers, place)
                        .map(label -> become(
                                powers,
                                "takes Pod Security off namespace " + place
                                        + ", runs a pod there that gets at its node",
                                List.of(label),
                                pods));
            case NO_NAMESPACE ->
                powers.creation(ResourceAttributes.of("create", "", "namespaces"))
                        .map(namespace -> become(
                                powers, "makes a namespace, runs a pod there that gets at its node", namespace, pods));
            case REFUSED -> Optional.empty();
        });
    }

    /** A pod of one's own, or a container in one that is there. */
    private static Optional<List<Use>> pods(Powers powers, String namespace) {
        return Workloads.uses(powers, namespace)
                .or(() -> EnteringPods.addingContainers(powers, namespace).map(List::of));
    }

    /** A namespace is an object in itself. */
    private static Optional<Use> relabelling(Powers powers, String namespace) {
        return powers.use(
                ResourceAttributes.of("update", "", "namespaces").in(namespace).named(namespace), "update", "patch");
    }

    private Stream<Step> become(Powers powers, String how, List<Use> before, List<Use> pods) {
        return Accounts.become(
                powers,
                technique(),
                how + " " + READING,
                Stream.concat(before.stream(), pods.stream()).toList(),
                powers.population().accounts());
    }
}
