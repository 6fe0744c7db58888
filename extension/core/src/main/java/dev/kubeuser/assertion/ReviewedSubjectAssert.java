// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.question.internal.AccessReviewer;
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

    @Override
    AccessReviewer reviewerOf(ReviewedSubject subject) {
        return AccessReviewer.of(subject);
    }
}
