package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Searches for the ways by which somebody gets to more rights than bindings grant, over any number of steps: whoever can
 * be another uses what that one may do. Everything that was gained is used together, as one who attacks a cluster would.
 *
 * <p>It rests on roles and bindings. ServiceAccounts that bindings name are taken to exist, and in each namespace
 * one that is called {@code default}; a {@link Technique} that depends on what runs in the cluster is taken to work. What
 * admission would refuse is not known, but for pods that get at their node.
 *
 * @param policy the roles and bindings
 * @param ignored techniques that do not count
 * @param hostPods what the cluster makes of pods that get at their node
 */
public record Escalation(RbacPolicy policy, Set<Technique> ignored, HostPods hostPods) {

    private static final List<Way> WAYS = List.of(
            new Escalating(),
            new Aggregating(),
            new MakingRoles(),
            new Binding(),
            new Sharing(),
            new Impersonating(),
            new RequestingTokens(),
            new MakingTokenSecrets(),
            new CertifyingOthers(),
            new CreatingWorkloads(),
            new EnteringPods(),
            new ReadingSecrets(),
            new ReachingKubelets(),
            new MountingHosts(),
            new ChangingAdmission(),
            new Anonymity());

    /** Copies the set. */
    public Escalation {
        ignored = Set.copyOf(ignored);
    }

    /**
     * The search where there is no cluster to ask: pods that get at their node are taken to be refused.
     *
     * @param policy the roles and bindings
     * @param ignored techniques that do not count
     */
    public Escalation(RbacPolicy policy, Set<Technique> ignored) {
        this(policy, ignored, HostPods.refusedEverywhere());
    }

    /**
     * {@return the search over a policy, by all techniques but for {@link Technique#HOST_POD}: pods that get at their node
     * are taken to be refused}
     *
     * @param policy the roles and bindings
     */
    public static Escalation in(RbacPolicy policy) {
        return new Escalation(policy, EnumSet.noneOf(Technique.class));
    }

    /**
     * {@return the way with the fewest rounds to a goal, or empty if there is none}
     *
     * @param requester who begins
     * @param goal what is to be reached
     */
    public Optional<EscalationPath> find(UserInfo requester, Goal goal) {
        Identity start = new Identity(requester);
        Holdings held = new Holdings(policy, start);
        boolean isNew = true;
        while (isNew) {
            Optional<Gain> reached = held.gains().stream()
                    .filter(gain -> goal.isReachedBy(gain, policy))
                    .findFirst();
            if (reached.isPresent()) {
                return reached.map(gain -> new EscalationPath(start, held.pathTo(gain), gain));
            }
            isNew = held.addAll(next(held));
        }
        return Optional.empty();
    }

    private List<Step> next(Holdings held) {
        List<Way> ways = Stream.concat(WAYS.stream(), Stream.of(new RunningHostPods(hostPods)))
                .filter(way -> !ignored.contains(way.technique()))
                .toList();
        return held.identities().stream()
                .flatMap(powers -> ways.stream().flatMap(way -> way.from(powers)))
                .toList();
    }
}
