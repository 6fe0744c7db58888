package dev.kubeuser.assertion;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.ReviewedSubject;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.ReviewAnswer;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.internal.Counterexample;
import java.util.Optional;

/**
 * Asks an API server what contradicts a statement. The evaluator decided it, and the two have never disagreed; should they,
 * the failure of a test must not rest on it.
 *
 * @param cluster the cluster that has the policy
 */
record ConfirmedFacts(Cluster cluster) {

    /**
     * Requires that the API server answers as the evaluator did.
     *
     * @throws IllegalStateException if it does not: the policy has changed since it was read, or the evaluator is wrong
     */
    void require(Counterexample found) {
        found.facts().forEach(this::require);
    }

    private void require(Counterexample.Fact fact) {
        AccessReviewer reviewer = AccessReviewer.of(new ReviewedSubject(cluster, fact.who(), fact.user()));
        ReviewAnswer answer = reviewer.answer(AccessQuery.of(fact.request()));
        boolean isAllowed = answer.isAllowed();
        if (isAllowed == fact.isAllowed()) {
            return;
        }
        String what = fact.who() + (fact.isAllowed() ? " may " : " may not ") + fact.request();
        Optional<String> other = reviewer.otherAuthorizer(answer);
        if (other.isPresent()) {
            throw new IllegalStateException("By roles and bindings " + what + ", but " + other.get()
                    + (isAllowed ? " allows it" : " denies it") + ". A statement is about roles and bindings alone");
        }
        if (EffectivePolicy.of(cluster).rbac().allows(fact.user(), fact.request()) == isAllowed) {
            throw new IllegalStateException("The policy of the cluster has changed since it was read. It said that "
                    + what + ", and the API server says the opposite: read it again, by EffectivePolicy.of(cluster)");
        }
        throw new IllegalStateException("kubeuser computed from the policy of the cluster that " + what
                + ", and the API server says the opposite. Another authorizer than RBAC may have decided, or this is a"
                + " bug of kubeuser: please report it with the roles and bindings of " + fact.who());
    }
}
