package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import java.util.List;

/**
 * What a cluster's policy was during some time, and what was observed then.
 *
 * @param rest the policy of the cluster without the one under test, such as the default roles
 * @param objects the policy under test
 * @param decisions what was observed
 */
public record PolicyState(RbacPolicyBuilder rest, List<PolicyObject> objects, List<RecordedDecision> decisions) {

    /** Copies the lists. */
    public PolicyState {
        objects = List.copyOf(objects);
        decisions = List.copyOf(decisions);
    }

    /** All of it together. */
    public RbacPolicy policy() {
        return objectsInForce().build();
    }

    /** All of it, to be added to. */
    public RbacPolicyBuilder objectsInForce() {
        RbacPolicyBuilder all = rest.copy();
        objects.forEach(
                object -> all.add(object.object(), path -> object.source().origin(path)));
        return all;
    }
}
