// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Escalation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Searches in one policy, for one user or many. Not thread-safe. */
public final class PolicySearch {

    private final Escalation escalation;
    private final Goal goal;
    private final PolicyIndex index;

    public PolicySearch(Escalation escalation, Goal goal) {
        this.escalation = escalation;
        this.goal = goal;
        this.index = new PolicyIndex(escalation.policy());
    }

    public Optional<EscalationPath> find(UserInfo user) {
        Capability.Identity start = new Capability.Identity(user);
        ReachableSet held = new ReachableSet(index, List.of(start));
        return reach(held).map(reached -> new EscalationPath(start, held.pathTo(reached), reached));
    }

    public Map<UserInfo, EscalationPath> findAll(Collection<UserInfo> users) {
        Map<UserInfo, EscalationPath> paths = new LinkedHashMap<>();
        findAll(List.copyOf(new LinkedHashSet<>(users)), paths);
        return paths;
    }

    /** More permissions never close a path. So if all users together have none, no single user has one. */
    private void findAll(List<UserInfo> users, Map<UserInfo, EscalationPath> paths) {
        if (users.size() == 1) {
            find(users.get(0)).ifPresent(path -> paths.put(users.get(0), path));
        } else if (isReachedByAll(users)) {
            int half = users.size() / 2;
            findAll(users.subList(0, half), paths);
            findAll(users.subList(half, users.size()), paths);
        }
    }

    private boolean isReachedByAll(List<UserInfo> users) {
        List<Capability.Identity> starts =
                users.stream().map(Capability.Identity::new).toList();
        return reach(new ReachableSet(index, starts)).isPresent();
    }

    /** Takes all steps of one certainty before those of the next. */
    private Optional<Capability> reach(ReachableSet held) {
        return Stream.of(Certainty.values())
                .filter(escalation.least()::includes)
                .flatMap(certainty -> reach(held, certainty).stream())
                .findFirst();
    }

    /**
     * Grows the set by steps that are this certain, until it has the goal or stops growing. All actors are asked about
     * all techniques in the first round, and whenever every actor may do more; otherwise only the new ones, and the
     * others about joint techniques.
     */
    private Optional<Capability> reach(ReachableSet held, Certainty certainty) {
        Optional<Capability> reached = held.fresh().stream()
                .filter(capability -> isReached(capability))
                .findFirst();
        List<TechniqueSearch> searches = searches(certainty);
        List<TechniqueSearch> joint =
                searches.stream().filter(TechniqueSearch::isJoint).toList();
        List<HeldPermissions> known = List.of();
        boolean isFirst = true;
        while (reached.isEmpty() && (isFirst || !held.fresh().isEmpty())) {
            int before = held.actors().size();
            boolean isMoreForAll = held.beginRound();
            int begin = isFirst || isMoreForAll ? 0 : before;
            List<HeldPermissions> toExamine =
                    held.actors().subList(begin, held.actors().size());
            List<HeldPermissions> others = begin == 0 ? List.of() : known;
            reached = step(held, certainty, others, joint).or(() -> step(held, certainty, toExamine, searches));
            known = Stream.concat(others.stream(), toExamine.stream())
                    .filter(permissions -> joint.stream().anyMatch(permissions::isWorthTrying))
                    .toList();
            isFirst = false;
        }
        return reached;
    }

    /** Tries techniques for some actors. Looks for no step after one that reaches the goal. */
    private Optional<Capability> step(
            ReachableSet held, Certainty certainty, List<HeldPermissions> actors, List<TechniqueSearch> searches) {
        for (HeldPermissions permissions : actors) {
            for (TechniqueSearch search : searches) {
                Optional<Capability> reached = permissions.isWorthTrying(search)
                        ? search.from(permissions)
                                .filter(step -> certainty.includes(step.certainty()) && held.add(step))
                                .map(Step::capability)
                                .filter(capability -> isReached(capability))
                                .findFirst()
                        : Optional.empty();
                if (reached.isPresent()) {
                    return reached;
                }
            }
        }
        return Optional.empty();
    }

    private boolean isReached(Capability capability) {
        return goal.isReachedBy(capability, escalation.policy());
    }

    private List<TechniqueSearch> searches(Certainty certainty) {
        List<TechniqueSearch> all = new ArrayList<>(TechniqueSearch.all(escalation.features()));
        all.add(HostPodSearch.of(escalation.hostPods(), escalation.features(), certainty));
        return all.stream()
                .filter(search -> !escalation.ignored().contains(search.technique()))
                .filter(search -> certainty.includes(search.technique().certainty()))
                .toList();
    }
}
