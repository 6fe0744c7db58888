// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.base.KubeUserException;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Thrown when the API server does not answer a question about access: it was not reached, did not authenticate the
 * user, or refused the review itself. It is neither a "yes" nor a "no".
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class AccessReviewException extends KubeUserException {

    private static final long serialVersionUID = 1;
    private static final int UNAUTHORIZED = 401;

    /**
     * Explains why there is no answer.
     *
     * @param message what was asked, what happened, and what to do
     * @param cause the failure of the API server or the connection
     */
    @API(status = API.Status.INTERNAL)
    public AccessReviewException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the server did not authenticate the user. */
    @API(status = API.Status.INTERNAL)
    public boolean isUnauthorized() {
        return getCause() instanceof ApiException refusal && refusal.getCode() == UNAUTHORIZED;
    }

    /** Why there was no answer at all, such as a timeout or a broken connection; empty if there was one. */
    @API(status = API.Status.INTERNAL)
    public Optional<IOException> transportFailure() {
        return Optional.ofNullable(getCause())
                .map(Throwable::getCause)
                .filter(IOException.class::isInstance)
                .map(IOException.class::cast);
    }
}
