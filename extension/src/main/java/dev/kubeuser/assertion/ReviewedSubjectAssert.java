package dev.kubeuser.assertion;

import dev.kubeuser.review.ReviewedSubject;
import dev.kubeuser.review.User;

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
    User userOf(ReviewedSubject subject) {
        return User.of(subject);
    }
}
