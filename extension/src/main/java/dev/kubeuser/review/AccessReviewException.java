package dev.kubeuser.review;

import dev.kubeuser.base.internal.Status;
import dev.kubeuser.error.KubeUserException;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Thrown when the API server does not answer a question about access: it was not reached, did not know who asked, or
 * refused the review itself. Neither a "yes" nor a "no".
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AccessReviewException extends KubeUserException {

    private static final long serialVersionUID = 1;
    private static final int UNAUTHORIZED = 401;

    public AccessReviewException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For a refused review. */
    public static AccessReviewException of(String question, ApiException refusal) {
        return of(question, refusal, Optional.empty());
    }

    /** With the reason of a 401, if the credential has expired. */
    public static AccessReviewException of(String question, ApiException refusal, Optional<String> expiry) {
        String reason = expiry.filter(known -> refusal.getCode() == UNAUTHORIZED)
                .map(known -> "\n" + known)
                .orElse("");
        return new AccessReviewException(
                "The API server did not say " + question + ": " + Status.describe(refusal) + reason, refusal);
    }

    /** Whether the server did not know who asked. */
    public boolean isUnauthorized() {
        return getCause() instanceof ApiException refusal && refusal.getCode() == UNAUTHORIZED;
    }

    /** Why there was no answer at all, such as a timeout or a broken connection; empty if there was one. */
    public Optional<IOException> transportFailure() {
        return Optional.ofNullable(getCause())
                .map(Throwable::getCause)
                .filter(IOException.class::isInstance)
                .map(IOException.class::cast);
    }
}
