package dev.kubeuser.policy.escalation;

import dev.kubeuser.policy.RbacPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that somebody has got hold of so far, with the step that led to it. Only grows, until nothing new is found. */
final class Holdings {

    private final RbacPolicy policy;
    private final Population population;
    private final Map<Gain, Optional<Step>> gains = new LinkedHashMap<>();

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
            isNew |= gains.putIfAbsent(step.gain(), Optional.of(step)) == null;
        }
        return isNew;
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
