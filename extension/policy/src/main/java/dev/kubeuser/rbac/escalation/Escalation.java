// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.CutSearch;
import dev.kubeuser.rbac.escalation.internal.EscalationPath;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.HostPods;
import dev.kubeuser.rbac.escalation.internal.PolicySearch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * Searches for paths to permissions that no binding grants a user, over any number of steps. Like an attacker, it uses
 * each capability for the next step. It prefers a path of more certain steps to a shorter one.
 *
 * <p>The search reads roles and bindings only. It assumes that the ServiceAccounts in bindings exist, and
 * {@code default} in each namespace. It also assumes that admission refuses nothing but host pods.
 *
 * <p>By default it uses {@link Certainty#CERTAIN} and {@link Certainty#LIKELY} steps. A likely step takes only what
 * most clusters have, so expect a user with its permissions to get there. {@link Certainty#DEPENDS} steps are included
 * only with {@link #including}: permissions of this kind are common and mostly harmless.
 *
 * <p>Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Escalation {

    /** Finding the fixes of a path takes several searches, so only the first paths get them. */
    private static final int MAX_WITH_CUTS = 10;

    private final RbacPolicy policy;
    private final Set<Technique> ignored;
    private final Certainty least;
    private final HostPods hostPods;
    private final Set<ServerFeature> features;

    private Escalation(
            RbacPolicy policy,
            Set<Technique> ignored,
            Certainty least,
            HostPods hostPods,
            Set<ServerFeature> features) {
        this.policy = policy;
        this.ignored = Set.copyOf(ignored);
        this.least = least;
        this.hostPods = hostPods;
        this.features = Set.copyOf(features);
    }

    /**
     * {@return the search with all certain and likely techniques; without a cluster to ask, it assumes that every
     * namespace refuses host pods, and the newest version of Kubernetes}
     *
     * @param policy the roles and bindings
     */
    @API(status = API.Status.INTERNAL)
    public static Escalation of(RbacPolicy policy) {
        return new Escalation(policy, Set.of(), Certainty.LIKELY, HostPods.refusedEverywhere(), ServerFeature.all());
    }

    /**
     * {@return the same search without some techniques}
     *
     * @param techniques the techniques to leave out
     */
    public Escalation ignoring(Set<Technique> techniques) {
        return new Escalation(policy, techniques, least, hostPods, features);
    }

    /**
     * {@return the same search with all steps that are at least this certain}
     *
     * @param certainty {@link Certainty#DEPENDS} for all steps
     */
    public Escalation including(Certainty certainty) {
        return new Escalation(policy, ignored, certainty, hostPods, features);
    }

    /**
     * {@return the same search on a cluster that admits or refuses host pods}
     *
     * @param pods whether the cluster admits them
     */
    @API(status = API.Status.INTERNAL)
    public Escalation with(HostPods pods) {
        return new Escalation(policy, ignored, least, pods, features);
    }

    /**
     * {@return the same search on another version of Kubernetes}
     *
     * @param serverFeatures for example {@code ServerFeature.of("1.34")}
     */
    @API(status = API.Status.INTERNAL)
    public Escalation with(Set<ServerFeature> serverFeatures) {
        return new Escalation(policy, ignored, least, hostPods, serverFeatures);
    }

    /** The roles and bindings. */
    @API(status = API.Status.INTERNAL)
    public RbacPolicy policy() {
        return policy;
    }

    /** The techniques to leave out. */
    @API(status = API.Status.INTERNAL)
    public Set<Technique> ignored() {
        return ignored;
    }

    /** The lowest certainty of a step. */
    @API(status = API.Status.INTERNAL)
    public Certainty least() {
        return least;
    }

    /** Whether the cluster admits pods with access to their node. */
    @API(status = API.Status.INTERNAL)
    public HostPods hostPods() {
        return hostPods;
    }

    /** What the API server does that some versions do not. */
    @API(status = API.Status.INTERNAL)
    public Set<ServerFeature> features() {
        return features;
    }

    /**
     * {@return the path to a goal with the most certain steps and, among those, the fewest rounds; empty if no path
     * exists}
     *
     * @param user the user who starts the escalation
     * @param goal the goal
     * @throws IllegalArgumentException if the goal is to become a subject that no binding names
     */
    @API(status = API.Status.INTERNAL)
    public Optional<EscalationPath> find(UserInfo user, Goal goal) {
        requireKnown(goal);
        return new PolicySearch(this, goal).find(user);
    }

    /**
     * {@return the path of each user who has one, as {@link #find} finds it; faster than one search for each user}
     *
     * @param users who start the escalation, each alone
     * @param goal the goal
     * @throws IllegalArgumentException if the goal is to become a subject that no binding names
     */
    @API(status = API.Status.INTERNAL)
    public Map<UserInfo, EscalationPath> findAll(Collection<UserInfo> users, Goal goal) {
        requireKnown(goal);
        return new PolicySearch(this, goal).findAll(users);
    }

    /** The search knows only the subjects of bindings, and would find nothing. */
    private void requireKnown(Goal goal) {
        if (goal instanceof Goal.Identity wanted && !wanted.isNamedIn(policy)) {
            throw new IllegalArgumentException(
                    "No binding names " + wanted.subject() + ", so the search does not know it. Is it spelled right?");
        }
    }

    /** The same search in another policy. */
    @API(status = API.Status.INTERNAL)
    public Escalation with(RbacPolicy other) {
        return new Escalation(other, ignored, least, hostPods, features);
    }

    /**
     * {@return the finding of a path, with the smallest cuts that each take all paths to the goal from its user, at
     * most three}
     *
     * @param subject who has the path
     * @param path the path that {@link #find} found
     * @param goal its goal
     */
    @API(status = API.Status.INTERNAL)
    public EscalationFinding finding(Subject subject, EscalationPath path, Goal goal) {
        return new CutSearch(this, goal).of(subject, path);
    }

    /**
     * {@return the subjects that can become cluster-admin, also those that are by their bindings; those with the fewest
     * steps first. The first ten with steps have cuts}
     *
     * @param subjects subjects of bindings
     */
    public List<EscalationFinding> toClusterAdmin(Collection<Subject> subjects) {
        Map<Subject, UserInfo> users = new LinkedHashMap<>();
        subjects.forEach(subject -> users.putIfAbsent(subject, UserInfo.of(subject)));
        Map<UserInfo, EscalationPath> paths = findAll(users.values(), new Goal.ClusterAdmin());
        List<EscalationFinding> found = new ArrayList<>();
        users.forEach((subject, user) -> {
            EscalationPath path = paths.get(user);
            if (path != null) {
                found.add(new EscalationFinding(subject, path, List.of(), ""));
            }
        });
        found.sort(Comparator.comparingInt(finding -> finding.path().steps().size()));
        long granted = found.stream().filter(EscalationFinding::isGranted).count();
        return IntStream.range(0, found.size())
                .mapToObj(index -> index < granted + MAX_WITH_CUTS
                        ? finding(found.get(index).subject(), found.get(index).path(), new Goal.ClusterAdmin())
                        : found.get(index).without("only the first " + MAX_WITH_CUTS + " paths have that"))
                .toList();
    }
}
