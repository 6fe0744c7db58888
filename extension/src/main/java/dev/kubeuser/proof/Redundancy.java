package dev.kubeuser.proof;

import dev.kubeuser.assertion.ServedResource;
import dev.kubeuser.policy.Grant;
import dev.kubeuser.policy.RbacPolicy;
import dev.kubeuser.policy.RbacRule;
import dev.kubeuser.policy.Requester;
import java.util.List;
import java.util.Set;

/** Finds permissions that nobody would miss. */
final class Redundancy {

    private final RbacPolicy policy;
    private final Set<Requester> requesters;
    private final Universe universe;

    Redundancy(List<ServedResource> served, PolicyState state, RbacPolicy policy) {
        this.policy = policy;
        this.requesters = Requesters.of(state.observations(), policy);
        this.universe = new Universe(served, Namespaces.of(policy), OwnNamespaces.none());
    }

    /** Whether it is granted, and all that it grants another rule grants too. */
    boolean isRedundant(RbacRule rule, Permission permission) {
        List<Question> questions = universe.questions(permission).toList();
        boolean granted = false;
        for (Requester requester : requesters) {
            for (Question question : questions) {
                List<Grant> grants =
                        policy.decide(requester, question.request()).grants();
                boolean byRule = grants.stream().anyMatch(grant -> isIt(grant, rule));
                if (byRule && grants.stream().allMatch(grant -> isIt(grant, rule))) {
                    return false;
                }
                granted |= byRule;
            }
        }
        return granted;
    }

    /** By identity of the place: two rules may say the same. */
    private static boolean isIt(Grant grant, RbacRule rule) {
        return grant.rule().id().equals(rule.id());
    }
}
