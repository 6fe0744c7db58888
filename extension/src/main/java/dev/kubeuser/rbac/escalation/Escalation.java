package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Searches for paths to permissions that no binding grants a user, over any number of steps. Like an attacker, it uses
 * each capability for the next step. It prefers a path of more certain steps to a shorter one.
 *
 * <p>The search reads roles and bindings only. It assumes that the ServiceAccounts in bindings exist, and
 * {@code default} in each namespace. It also assumes that admission refuses nothing but host pods.
 *
 * <p>By default it counts {@link Certainty#CERTAIN} and {@link Certainty#LIKELY} steps. A likely step takes only what
 * nearly every cluster has, so expect a user with its permissions to get there. {@link Certainty#DEPENDS} steps count
 * only with {@link #including}: permissions of this kind are common and mostly harmless.
 *
 * @param policy the roles and bindings
 * @param ignored the techniques to leave out
 * @param least the lowest certainty that counts
 * @param hostPods whether the cluster admits pods with access to their node
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Escalation(RbacPolicy policy, Set<Technique> ignored, Certainty least, HostPods hostPods) {

    private static final List<TechniqueSearch> SEARCHES = List.of(
            new RoleSearches.Escalating(),
            new RoleSearches.Aggregating(),
            new RoleSearches.MakingRoles(),
            new BindingSearches.Binding(),
            new BindingSearches.Sharing(),
            new ImpersonationSearches.Impersonating(),
            new TokenSearches.RequestingTokens(),
            new SecretSearches.MakingTokens(),
            new CertificateSearches.CertifyingOthers(),
            new CertificateSearches.CertifyingNodes(),
            new PodSearches.CreatingWorkloads(),
            new ImpersonationSearches.ImpersonatingForSome(),
            new PodSearches.EnteringPods(),
            new SecretSearches.ReadingTokens(),
            new NodeSearches.ReachingKubelets(),
            new NodeSearches.MountingHosts(),
            new PodSearches.ChangingAdmission(),
            new ImpersonationSearches.Anonymity(),
            new PodSearches.RewritingRevisions(),
            new NodeSearches.BeingNode(),
            new SecretSearches.JoiningNodes(),
            InterceptionSearches.receivingWrites(),
            InterceptionSearches.servingApis(),
            InterceptionSearches.convertingResources(),
            InterceptionSearches.reachingServers(),
            InterceptionSearches.readingLogs(),
            new InterceptionSearches.MappingUsers());

    /** Copies the set. */
    public Escalation {
        ignored = Set.copyOf(ignored);
    }

    /**
     * {@return the search with all certain and likely techniques; without a cluster to ask, it assumes that every
     * namespace refuses host pods}
     *
     * @param policy the roles and bindings
     */
    public static Escalation in(RbacPolicy policy) {
        return new Escalation(policy, Set.of(), Certainty.LIKELY, HostPods.refusedEverywhere());
    }

    /**
     * {@return the same search without some techniques}
     *
     * @param techniques the techniques to leave out
     */
    public Escalation ignoring(Set<Technique> techniques) {
        return new Escalation(policy, techniques, least, hostPods);
    }

    /**
     * {@return the same search with all steps that are at least this certain}
     *
     * @param certainty {@link Certainty#DEPENDS} for all steps
     */
    public Escalation including(Certainty certainty) {
        return new Escalation(policy, ignored, certainty, hostPods);
    }

    /**
     * {@return the same search on a cluster that admits or refuses host pods}
     *
     * @param pods whether the cluster admits them
     */
    public Escalation with(HostPods pods) {
        return new Escalation(policy, ignored, least, pods);
    }

    /**
     * {@return the path to a goal with the most certain steps and, among those, the fewest rounds; empty if no path
     * exists}
     *
     * @param user the user who starts the escalation
     * @param goal the goal
     */
    public Optional<EscalationPath> find(UserInfo user, Goal goal) {
        Capability.Identity start = new Capability.Identity(user);
        ReachableSet held = new ReachableSet(policy, start);
        return Stream.of(Certainty.values())
                .filter(least::includes)
                .flatMap(certainty -> reach(goal, held, certainty).stream())
                .findFirst()
                .map(reached -> new EscalationPath(start, held.pathTo(reached), reached));
    }

    /** Grows the set by steps that are this certain, until it has the goal or stops growing. */
    private Optional<Capability> reach(Goal goal, ReachableSet held, Certainty certainty) {
        boolean isNew = true;
        while (isNew) {
            Optional<Capability> reached = held.capabilities().stream()
                    .filter(capability -> goal.isReachedBy(capability, policy))
                    .findFirst();
            if (reached.isPresent()) {
                return reached;
            }
            isNew = held.addAll(next(held, certainty));
        }
        return Optional.empty();
    }

    private List<Step> next(ReachableSet held, Certainty certainty) {
        List<TechniqueSearch> searches = Stream.concat(SEARCHES.stream(), Stream.of(new HostPodSearch(hostPods)))
                .filter(search -> !ignored.contains(search.technique()))
                .filter(search -> certainty.includes(search.technique().certainty()))
                .toList();
        return held.actors().stream()
                .flatMap(permissions -> searches.stream().flatMap(search -> search.from(permissions)))
                .filter(step -> certainty.includes(step.certainty()))
                .toList();
    }
}
