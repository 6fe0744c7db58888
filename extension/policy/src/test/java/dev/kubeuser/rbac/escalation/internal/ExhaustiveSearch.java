// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.request.RequestAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The search without any shortcut: in every round it asks every actor for every technique in every place, and leaves
 * out nothing because it was reached already or cannot be needed. The techniques are the same.
 */
public final class ExhaustiveSearch {

    /** In every place. */
    private static final TechniqueSearch SHARING =
            RoleTechniques.sharing(permissions -> permissions.places(RoleTechniques.SHARING.needed()));

    private final Escalation escalation;

    public ExhaustiveSearch(Escalation escalation) {
        this.escalation = escalation;
    }

    public Optional<EscalationPath> find(UserInfo user, Goal goal) {
        Capability.Identity start = new Capability.Identity(user);
        ReachableSet held = new Reached(new Scans(escalation), List.of(start));
        return Stream.of(Certainty.values())
                .filter(escalation.least()::includes)
                .flatMap(certainty -> reach(goal, held, certainty).stream())
                .findFirst()
                .map(reached -> new EscalationPath(start, held.pathTo(reached), reached));
    }

    private Optional<Capability> reach(Goal goal, ReachableSet held, Certainty certainty) {
        do {
            Optional<Capability> reached = held.fresh().stream()
                    .filter(capability -> goal.isReachedBy(capability, escalation.policy()))
                    .findFirst();
            if (reached.isPresent()) {
                return reached;
            }
            held.beginRound();
            next(held, certainty).forEach(held::add);
        } while (!held.fresh().isEmpty());
        return Optional.empty();
    }

    private List<Step> next(ReachableSet held, Certainty certainty) {
        List<TechniqueSearch> searches = Stream.concat(
                        TechniqueSearch.all(escalation.features()).stream()
                                .map(search -> search.equals(RoleTechniques.SHARING) ? SHARING : search),
                        Stream.of(HostPodSearch.of(escalation.hostPods(), escalation.features(), certainty)))
                .filter(search -> !escalation.ignored().contains(search.technique()))
                .filter(search -> certainty.includes(search.technique().certainty()))
                .toList();
        return held.actors().stream()
                .flatMap(actor -> searches.stream().flatMap(search -> search.from(actor)))
                .filter(step -> certainty.includes(step.certainty()))
                .toList();
    }

    /** Looks through the whole policy each time. */
    private static final class Scans extends PolicyIndex {

        Scans(Escalation escalation) {
            super(escalation.policy());
        }

        @Override
        Stream<RoleReference> bindableIn(String namespace) {
            return policy().roles().stream()
                    .map(RbacRole::id)
                    .filter(role -> role.isClusterWide() || role.namespace().equals(namespace));
        }

        @Override
        Stream<RoleReference> bindableIn(String namespace, Collection<String> names) {
            return bindableIn(namespace);
        }

        @Override
        List<RbacBinding> bindingsIn(String namespace) {
            return policy().bindings().stream()
                    .filter(binding -> binding.id().namespace().equals(namespace))
                    .toList();
        }
    }

    /** Keeps each capability, and each binding. */
    private static final class Reached extends ReachableSet {

        Reached(PolicyIndex index, List<Capability.Identity> starts) {
            super(index, starts);
        }

        @Override
        HeldPermissions permissionsOf(Capability.Actor actor) {
            return new Everything(this, actor);
        }

        @Override
        boolean has(Capability capability) {
            return false;
        }

        @Override
        boolean hasAllAccountsIn(String namespace) {
            return false;
        }

        @Override
        boolean add(Step step) {
            return put(step.capability(), Optional.of(step));
        }

        @Override
        List<RoleTechniques.HeldBinding> heldBindings(String place) {
            AtomicInteger number = new AtomicInteger();
            return Stream.concat(
                            actors().stream()
                                    .flatMap(permissions -> permissions
                                            .bindings()
                                            .map(binding -> RoleTechniques.HeldBinding.of(
                                                    number.getAndIncrement(), permissions.actor(), binding))),
                            roles().stream().map(role -> RoleTechniques.HeldBinding.of(number.getAndIncrement(), role)))
                    .filter(held -> held.role().namespace().equals(place))
                    .toList();
        }
    }

    /** Takes every need for one that may be met anywhere, and no namespace for one that stands for others. */
    private static final class Everything extends HeldPermissions {

        Everything(ReachableSet held, Capability.Actor actor) {
            super(held, actor);
        }

        @Override
        boolean mayMeet(Set<Privilege> needed, String place) {
            return true;
        }

        @Override
        Stream<String> namesFor(RequestAttributes request) {
            return names().stream();
        }

        @Override
        boolean isAskedInItsOwn() {
            return false;
        }
    }
}
