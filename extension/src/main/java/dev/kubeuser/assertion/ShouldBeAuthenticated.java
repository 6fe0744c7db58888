package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.review.AccessReviewException;

/**
 * Words that the server does not know a user.
 *
 * @param access of the user
 * @param answer what the server said
 */
record ShouldBeAuthenticated(KubeAccess access, AccessReviewException answer) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting " + access,
                "to be authenticated",
                "but the API server does not accept the credential",
                String.valueOf(answer.getMessage()));
    }
}
