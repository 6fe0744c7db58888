// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.AccessReviewer.ReviewAnswer;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import org.apiguardian.api.API;

/**
 * Assertions on what a subject without a credential may do.
 *
 * <pre>{@code
 * assertThat(ReviewedSubject.of(cluster, "group:developers")).can(list("pods").in("dev"));
 * }</pre>
 *
 * <p>Not thread-safe, as AssertJ's assertions are not.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public class ReviewedSubjectAssert extends AbstractAccessAssert<ReviewedSubjectAssert, ReviewedSubject> {

    /**
     * Begins assertions on a subject.
     *
     * @param actual the subject
     */
    public ReviewedSubjectAssert(ReviewedSubject actual) {
        super(actual, ReviewedSubjectAssert.class);
    }

    ReviewedSubjectAssert(ReviewedSubjectAssert before) {
        super(before, ReviewedSubjectAssert.class);
    }

    @Override
    AccessReviewer reviewerOf(ReviewedSubject subject) {
        return AccessReviewer.of(subject);
    }

    @Override
    public final Allowed can(AccessQuery query) {
        return next(Allowed.class, Allowed::new, new Reply<>(this, ask(query, true)));
    }

    @Override
    public final Answered cannot(AccessQuery query) {
        return next(Answered.class, Answered::new, new Reply<>(this, ask(query, false)));
    }

    /** Assertions after the answer to a question. */
    public static class Answered extends ReviewedSubjectAssert {

        private final ReviewAnswer answer;

        Answered(Reply<ReviewedSubjectAssert> reply) {
            super(reply.before());
            answer = reply.answer();
        }

        /**
         * Asserts that a webhook authorizer decided what was asked, and not RBAC.
         *
         * @param webhook its name in the AuthorizationConfiguration of the cluster
         * @return this
         * @throws IllegalArgumentException if this JVM answers for no such webhook
         * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/webhook/">Webhook Mode</a>
         */
        public Answered decidedBy(String webhook) {
            requireDecision(answer, webhook);
            return this;
        }
    }

    /** Assertions after the answer that something is allowed. */
    public static class Allowed extends Answered implements GrantAssert<Allowed> {

        private Grants grants;

        Allowed(Reply<ReviewedSubjectAssert> reply) {
            super(reply);
            grants = new Grants(reviewer(), reply.answer());
        }

        @Override
        public Allowed grantedBy(BindingReference binding) {
            grants = require(grants, binding);
            return this;
        }

        @Override
        public Allowed byRole(RoleReference role) {
            grants = require(grants, role);
            return this;
        }

        @Override
        public Allowed through(Subject subject) {
            grants = require(grants, subject);
            return this;
        }
    }
}
