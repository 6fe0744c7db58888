package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The search as it is without an index: it asks every actor for every technique in every round. */
record PlainEscalation(RbacPolicy policy, Set<Technique> ignored, Certainty least, HostPods hostPods) {

    private static final List<PlainTechniqueSearch> SEARCHES = List.of(
            new PlainRoleSearches.Escalating(),
            new PlainRoleSearches.Aggregating(),
            new PlainRoleSearches.MakingRoles(),
            new PlainBindingSearches.Binding(),
            new PlainBindingSearches.Sharing(),
            new PlainImpersonationSearches.Impersonating(),
            new PlainTokenSearches.RequestingTokens(),
            new PlainSecretSearches.MakingTokens(),
            new PlainCertificateSearches.CertifyingOthers(),
            new PlainCertificateSearches.CertifyingNodes(),
            new PlainPodSearches.CreatingWorkloads(),
            new PlainImpersonationSearches.ImpersonatingForSome(),
            new PlainPodSearches.EnteringPods(),
            new PlainSecretSearches.ReadingTokens(),
            new PlainNodeSearches.ReachingKubelets(),
            new PlainNodeSearches.MountingHosts(),
            new PlainPodSearches.ChangingAdmission(),
            new PlainImpersonationSearches.Anonymity(),
            new PlainPodSearches.RewritingRevisions(),
            new PlainNodeSearches.BeingNode(),
            new PlainSecretSearches.JoiningNodes(),
            PlainInterceptionSearches.receivingWrites(),
            PlainInterceptionSearches.servingApis(),
            PlainInterceptionSearches.convertingResources(),
            PlainInterceptionSearches.reachingServers(),
            PlainInterceptionSearches.readingLogs(),
            new PlainInterceptionSearches.MappingUsers());

    /**
     * {@return the path to a goal with the most certain steps and, among those, the fewest rounds; empty if no path
     * exists}
     *
     * @param user the user who starts the escalation
     * @param goal the goal
     */
    Optional<EscalationPath> find(UserInfo user, Goal goal) {
        Capability.Identity start = new Capability.Identity(user);
        PlainReachableSet held = new PlainReachableSet(policy, start);
        return Stream.of(Certainty.values())
                .filter(least::includes)
                .flatMap(certainty -> reach(goal, held, certainty).stream())
                .findFirst()
                .map(reached -> new EscalationPath(start, held.pathTo(reached), reached));
    }

    /** Grows the set by steps that are this certain, until it has the goal or stops growing. */
    private Optional<Capability> reach(Goal goal, PlainReachableSet held, Certainty certainty) {
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

    private List<Step> next(PlainReachableSet held, Certainty certainty) {
        List<PlainTechniqueSearch> searches = Stream.concat(
                        SEARCHES.stream(), Stream.of(new PlainHostPodSearch(hostPods)))
                .filter(search -> !ignored.contains(search.technique()))
                .filter(search -> certainty.includes(search.technique().certainty()))
                .toList();
        return held.actors().stream()
                .flatMap(permissions -> searches.stream().flatMap(search -> search.from(permissions)))
                .filter(step -> certainty.includes(step.certainty()))
                .toList();
    }
}
