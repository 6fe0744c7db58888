package dev.kubeuser.credential.internal;

import dev.kubeuser.base.internal.Status;
import dev.kubeuser.credential.CredentialException;
import io.kubernetes.client.openapi.ApiException;

/** Says what the API server refused, or that it did not answer. */
public final class ServerRefusal {

    private ServerRefusal() {}

    /**
     * {@return the exception to throw}
     *
     * @param action in words, for example {@code creating a CertificateSigningRequest}
     * @param refusal what the client reported
     */
    public static CredentialException of(String action, ApiException refusal) {
        if (refusal.getCode() == 0) {
            return new CredentialException(action + " failed: " + refusal.getMessage(), refusal);
        }
        return new CredentialException(
                action + " was refused by the API server with " + refusal.getCode() + ": "
                        + Status.messageIn(refusal.getResponseBody()),
                refusal);
    }
}
