package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Searches for paths to permissions that no binding grants a user, over any number of steps. Like an attacker, uses each
 * capability for the next step.
 *
 * <p>The search reads roles and bindings only. It assumes that the ServiceAccounts in bindings exist, and {@code default} in
 * each namespace; that each {@link Technique} works which depends on what runs in the cluster; and that admission refuses
 * nothing but host pods.
 *
 * @param policy the roles and bindings
 * @param ignored techniques to leave out
 * @param hostPods whether the cluster admits pods with access to their node
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
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
     * {@return the search by all techniques; without a cluster to ask, it assumes that every namespace refuses host pods}
     *
     * @param policy the roles and bindings
     */
    public static Escalation in(RbacPolicy policy) {
        return new Escalation(policy, Set.of(), HostPods.refusedEverywhere());
    }

    /**
     * {@return the same search without some techniques}
     *
     * @param techniques to leave out
     */
    public Escalation ignoring(Set<Technique> techniques) {
        return new Escalation(policy, techniques, hostPods);
    }

    /**
     * {@return the same search on a cluster that admits or refuses host pods}
     *
     * @param pods whether the cluster admits them
     */
    public Escalation with(HostPods pods) {
        return new Escalation(policy, ignored, pods);
    }

    /**
     * {@return the path to a goal in the fewest rounds; empty if there is none}
     *
     * @param user who starts the escalation
     * @param goal to reach
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
