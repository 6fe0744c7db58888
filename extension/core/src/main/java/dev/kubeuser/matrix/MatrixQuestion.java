package dev.kubeuser.matrix;

import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.internal.AccessReviewer;

/**
 * One question of a matrix.
 *
 * @param subject the subject, as written in the table
 * @param reviewer the reviewer of that subject
 * @param namespace the namespace, as written in the table
 * @param query the question
 */
record MatrixQuestion(String subject, AccessReviewer reviewer, String namespace, AccessQuery query) {

    /** For example {@code secrets}, or {@code secrets "db"} for one object; {@code namespaces} is the namespace itself. */
    String resource() {
        return query.resource() + (query.name().isEmpty() || isOfNamespace() ? "" : " \"" + query.name() + "\"");
    }

    private boolean isOfNamespace() {
        return !namespace.isEmpty()
                && ResourceName.parse(query.resource()).parent().equals(ResourceName.parse("namespaces"));
    }

    boolean ask() {
        return reviewer.answer(query).isAllowed();
    }

    void report(boolean demanded, boolean answered) {
        reviewer.report(query, demanded, answered);
    }
}
