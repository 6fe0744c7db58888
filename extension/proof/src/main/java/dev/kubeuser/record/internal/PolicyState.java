package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRule;
import java.util.List;
import java.util.function.Predicate;

/**
 * The policy of a cluster during some time, and what was observed then.
 *
 * @param rest the policy of the cluster without the policy under test, such as the default roles
 * @param objects the policy under test
 * @param decisions the recorded decisions
 * @param asked what subjects asked about their own access, and were told that they have
 * @param statements what assertions stated about all requests, and found to hold
 * @param ofAdmission what policies of admission asked authorizers
 */
public record PolicyState(
        RbacPolicyBuilder rest,
        List<PolicyObject> objects,
        List<RecordedDecision> decisions,
        List<AccessReview.Held> asked,
        List<RecordedStatement> statements,
        List<RbacRule> ofAdmission) {

    /** Copies the lists. */
    public PolicyState {
        objects = List.copyOf(objects);
        decisions = List.copyOf(decisions);
        asked = List.copyOf(asked);
        statements = List.copyOf(statements);
        ofAdmission = List.copyOf(ofAdmission);
    }

    /** Creates one in which no policy of admission asked authorizers. */
    public PolicyState(
            RbacPolicyBuilder rest,
            List<PolicyObject> objects,
            List<RecordedDecision> decisions,
            List<AccessReview.Held> asked,
            List<RecordedStatement> statements) {
        this(rest, objects, decisions, asked, statements, List.of());
    }

    /** Creates one in which no subject asked about its own access, and nothing was stated about all requests. */
    public PolicyState(RbacPolicyBuilder rest, List<PolicyObject> objects, List<RecordedDecision> decisions) {
        this(rest, objects, decisions, List.of(), List.of(), List.of());
    }

    /**
     * {@return the same, with fewer objects under test; the others are part of the rest}
     *
     * @param isUnderTest tells which stay under test
     */
    public PolicyState underTest(Predicate<PolicyObject> isUnderTest) {
        RbacPolicyBuilder all = rest.copy();
        objects.stream().filter(isUnderTest.negate()).forEach(object -> all.add(object.object()));
        return new PolicyState(
                all, objects.stream().filter(isUnderTest).toList(), decisions, asked, statements, ofAdmission);
    }

    /** Returns the policy under test alone, as it is written. */
    public RbacPolicy written() {
        return with(RbacPolicy.builder()).build();
    }

    /** Returns the whole policy. */
    public RbacPolicy policy() {
        return objectsInForce().build();
    }

    /** Returns a builder with the whole policy, to add to. */
    public RbacPolicyBuilder objectsInForce() {
        return with(rest.copy());
    }

    private RbacPolicyBuilder with(RbacPolicyBuilder policy) {
        objects.forEach(object -> policy.add(object.object(), object.source()::origin));
        return policy;
    }
}
