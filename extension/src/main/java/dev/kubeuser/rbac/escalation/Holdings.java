package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All that somebody has got hold of so far, with the step that led to it. Only grows, until nothing new is found. */
final class Holdings {

    private final RbacPolicy policy;
    private final Population population;
    private final Map<Gain, Optional<Step>> gains = new LinkedHashMap<>();
    private final Map<String, List<Gain>> rights = new HashMap<>();

    Holdings(RbacPolicy policy, Identity start) {
        this.policy = policy;
        this.population = new Population(policy);
        gains.put(start, Optional.empty());
    }

    RbacPolicy policy() {
        return policy;
    }

    Population population() {
        return population;
    }

    Set<Gain> gains() {
        return gains.keySet();
    }

    boolean has(Gain gain) {
        return gains.containsKey(gain);
    }

    List<HeldRole> roles() {
        return gains.keySet().stream()
                .filter(HeldRole.class::isInstance)
                .map(HeldRole.class::cast)
                .toList();
    }

    /** Those whose rights others have, too. */
    Stream<Identity> sharing() {
        return gains.keySet().stream()
                .filter(SharedRights.class::isInstance)
                .map(gain -> ((SharedRights) gain).of())
                .distinct();
    }

    /** Each with what it may do. */
    List<Powers> identities() {
        return gains.keySet().stream()
                .filter(Identity.class::isInstance)
                .map(gain -> new Powers(this, (Identity) gain))
                .toList();
    }

    /** Whether one of them is new. */
    boolean addAll(List<Step> steps) {
        boolean isNew = false;
        for (Step step : steps) {
            if (gains.putIfAbsent(step.gain(), Optional.of(step)) == null) {
                isNew = true;
                place(step.gain())
                        .ifPresent(place -> rights.computeIfAbsent(place, unused -> new ArrayList<>())
                                .add(step.gain()));
            }
        }
        return isNew;
    }

    private static Optional<String> place(Gain gain) {
        if (gain instanceof HeldRole role) {
            return Optional.of(role.namespace());
        }
        if (gain instanceof SharedRights shared) {
            return Optional.of(shared.namespace());
        }
        return gain instanceof AllRights all ? Optional.of(all.namespace()) : Optional.empty();
    }

    /** What counts in a place, whoever one is; there may be one for each namespace of a cluster, so that not all are asked. */
    Stream<Gain> rightsIn(String namespace) {
        return Stream.of(Place.CLUSTER, namespace)
                .distinct()
                .flatMap(place -> rights.getOrDefault(place, List.of()).stream());
    }

    /** The steps that lead to something, those first that others need. */
    List<Step> pathTo(Gain gain) {
        Set<Step> path = new LinkedHashSet<>();
        collect(gain, path);
        return new ArrayList<>(path);
    }

    private void collect(Gain gain, Set<Step> path) {
        gains.getOrDefault(gain, Optional.empty()).ifPresent(step -> {
            step.prerequisites().forEach(before -> collect(before, path));
            path.add(step);
        });
    }
}
