package dev.kubeuser.assertion;

import dev.kubeuser.review.ReviewedSubject;
import dev.kubeuser.review.internal.AccessReviewer;

/**
 * Assertions on what somebody may do whose credential nobody has.
 *
 * <pre>{@code
 * assertThat(ReviewedSubject.of(cluster, "group:developers")).can(list("pods").in("dev"));
 * }</pre>
 */
public class ReviewedSubjectAssert extends AbstractAccessAssert<ReviewedSubjectAssert, ReviewedSubject> {

    /**
     * Begins assertions on somebody.
     *
     * @param actual who
     */
    public ReviewedSubjectAssert(ReviewedSubject actual) {
        super(actual, ReviewedSubjectAssert.class);
    }

    @Override
    AccessReviewer reviewerOf(ReviewedSubject subject) {
        return AccessReviewer.of(subject);
    }
}
