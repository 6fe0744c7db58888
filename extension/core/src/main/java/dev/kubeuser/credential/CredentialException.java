// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import dev.kubeuser.base.KubeUserException;
import dev.kubeuser.base.internal.Status;
import io.kubernetes.client.openapi.ApiException;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Thrown when a credential cannot be issued, read or used. The message has what was requested, what the server
 * answered, and what to do.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class CredentialException extends KubeUserException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what was found, what to do next
     */
    @API(status = API.Status.INTERNAL)
    public CredentialException(String message) {
        super(message);
    }

    /**
     * Creates the exception with its cause.
     *
     * @param message what was asked, what was found, what to do next
     * @param cause what the system reported
     */
    @API(status = API.Status.INTERNAL)
    public CredentialException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * {@return an exception about what the API server refused, or that it did not answer}
     *
     * @param action in words, for example {@code creating a CertificateSigningRequest}
     * @param refusal what the client reported
     */
    @API(status = API.Status.INTERNAL)
    public static CredentialException refused(String action, ApiException refusal) {
        String words = refusal.getCode() == 0
                ? " failed: " + refusal.getMessage()
                : " was refused by the API server with " + refusal.getCode() + ": "
                        + Status.messageIn(refusal.getResponseBody());
        return new CredentialException(action + words, refusal);
    }

    /**
     * {@return the API server's refusal, for example for {@code Refusal.of}; empty if it refused nothing or did not
     * answer}
     */
    public Optional<ApiException> refusal() {
        return getCause() instanceof ApiException refusal && refusal.getCode() != 0
                ? Optional.of(refusal)
                : Optional.empty();
    }
}
