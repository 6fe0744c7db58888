package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Searches for paths by which a user gets permissions that no binding grants, over any number of steps. Each capability
 * that a step gives is used for the next, as an attacker would.
 *
 * <p>The search reads roles and bindings only. It assumes that the ServiceAccounts that bindings name exist, and one named
 * {@code default} in each namespace, and that a {@link Technique} works that depends on what runs in the cluster. It does
 * not know what admission refuses, but for pods that get at their node.
 *
 * @param policy the roles and bindings
 * @param ignored techniques that do not count
 * @param hostPods what the cluster makes of pods that get at their node
 */
public record Escalation(RbacPolicy policy, Set<Technique> ignored, HostPods hostPods) {

    private static final List<TechniqueSearch> SEARCHES = List.of(
            new RoleSearches.Escalating(),
            new RoleSearches.Aggregating(),
            new RoleSearches.MakingRoles(),
            new BindingSearches.Binding(),
            new BindingSearches.Sharing(),
            new IdentitySearches.Impersonating(),
            new TokenSearches.RequestingTokens(),
            new TokenSearches.MakingTokenSecrets(),
            new IdentitySearches.CertifyingOthers(),
            new PodSearches.CreatingWorkloads(),
            new PodSearches.EnteringPods(),
            new TokenSearches.ReadingSecrets(),
            new NodeSearches.ReachingKubelets(),
            new NodeSearches.MountingHosts(),
            new PodSearches.ChangingAdmission(),
            new IdentitySearches.Anonymity());

    /** Copies the set. */
    public Escalation {
        ignored = Set.copyOf(ignored);
    }

    /**
     * {@return the search over a policy by all techniques; without a cluster to ask, pods that get at their node are taken
     * to be refused}
     *
     * @param policy the roles and bindings
     */
    public static Escalation in(RbacPolicy policy) {
        return new Escalation(policy, Set.of(), HostPods.refusedEverywhere());
    }

    /**
     * {@return the same search without some techniques}
     *
     * @param techniques which do not count
     */
    public Escalation ignoring(Set<Technique> techniques) {
        return new Escalation(policy, techniques, hostPods);
    }

    /**
     * {@return the same search on a cluster that admits or refuses pods that get at their node}
     *
     * @param pods what the cluster makes of them
     */
    public Escalation with(HostPods pods) {
        return new Escalation(policy, ignored, pods);
    }

    /**
     * {@return the path with the fewest rounds to a goal, or empty if there is none}
     *
     * @param user who starts
     * @param goal what is to be reached
     */
    public Optional<EscalationPath> find(UserInfo user, Goal goal) {
        Capability.Identity start = new Capability.Identity(user);
        ReachableSet held = new ReachableSet(policy, start);
        boolean isNew = true;
        while (isNew) {
            Optional<Capability> reached = held.capabilities().stream()
                    .filter(capability -> goal.isReachedBy(capability, policy))
                    .findFirst();
            if (reached.isPresent()) {
                return reached.map(capability -> new EscalationPath(start, held.pathTo(capability), capability));
            }
            isNew = held.addAll(next(held));
        }
        return Optional.empty();
    }

    private List<Step> next(ReachableSet held) {
        List<TechniqueSearch> searches = Stream.concat(
                        SEARCHES.stream(), Stream.of(new NodeSearches.RunningHostPods(hostPods)))
                .filter(search -> !ignored.contains(search.technique()))
                .toList();
        return held.identities().stream()
                .flatMap(permissions -> searches.stream().flatMap(search -> search.from(permissions)))
                .toList();
    }
}
