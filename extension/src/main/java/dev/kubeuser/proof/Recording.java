package dev.kubeuser.proof;

import dev.kubeuser.assertion.AssertionListener;
import dev.kubeuser.assertion.Finding;
import dev.kubeuser.assertion.ServedResource;
import dev.kubeuser.policy.RbacPolicyBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records what is observed on one cluster, with the policy that is in force at that time. Safe for several threads. */
public final class Recording implements AssertionListener {

    private final RunningTests tests;
    private final List<PolicyObject> inForce = new ArrayList<>();
    private final Map<Set<PolicyObject>, Set<Observation>> states = new LinkedHashMap<>();

    /**
     * Begins without a policy under test.
     *
     * @param tests tells which test asks
     */
    public Recording(RunningTests tests) {
        this.tests = tests;
    }

    /**
     * Takes note that objects are in the cluster now, and effective.
     *
     * @param objects of the policy under test
     */
    public synchronized void applied(List<PolicyObject> objects) {
        inForce.addAll(objects);
        current();
    }

    /**
     * Takes note that somebody needs objects no more; what others need still is in force.
     *
     * @param objects that had been applied
     */
    public synchronized void removed(List<PolicyObject> objects) {
        objects.forEach(inForce::remove);
    }

    @Override
    public synchronized void answered(Finding finding) {
        if (!inForce.isEmpty()) {
            current().add(Observation.of(finding, tests.current().orElse(null)));
        }
    }

    private Set<Observation> current() {
        return states.computeIfAbsent(new LinkedHashSet<>(inForce), objects -> new LinkedHashSet<>());
    }

    /**
     * Hands over what was recorded until now; that is forgotten here.
     *
     * @return what was recorded
     * @param rest the policy of the cluster without the one under test, or with it
     * @param served the resources that requests can be for
     */
    public synchronized Evidence take(RbacPolicyBuilder rest, List<ServedResource> served) {
        List<PolicyState> recorded = new ArrayList<>();
        states.forEach((objects, observations) ->
                recorded.add(new PolicyState(rest, List.copyOf(objects), List.copyOf(observations))));
        states.clear();
        return new Evidence(recorded, served, List.of());
    }
}
