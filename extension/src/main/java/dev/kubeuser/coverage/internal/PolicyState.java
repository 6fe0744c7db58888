package dev.kubeuser.coverage.internal;

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
    RbacPolicy policy() {
        RbacPolicyBuilder all = rest.copy();
        objects.forEach(object -> add(object, all));
        return all.build();
    }

    /** The same with one change. */
    RbacPolicy policy(Mutation mutation, RbacPolicy before) {
        RbacPolicyBuilder all = rest.copy();
        objects.forEach(object -> add(object, all));
        objects.stream()
                .filter(object -> object.isWrittenWith(mutation.target()))
                .flatMap(object -> mutation.change().replace(object, before).stream())
                .forEach(changed -> all.add(changed, path -> mutation.origin()));
        return all.build();
    }

    boolean concerns(Mutation mutation) {
        return objects.stream().anyMatch(object -> object.isWrittenWith(mutation.target()));
    }

    private static void add(PolicyObject object, RbacPolicyBuilder all) {
        all.add(object.object(), path -> object.source().origin(path));
    }
}
