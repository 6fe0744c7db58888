package dev.kubeuser.credential.internal;

import com.google.gson.JsonParser;
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
                action + " was refused by the API server with " + refusal.getCode() + ": " + statusMessage(refusal),
                refusal);
    }

    private static String statusMessage(ApiException refusal) {
        String body = refusal.getResponseBody();
        try {
            return JsonParser.parseString(body).getAsJsonObject().get("message").getAsString();
        } catch (RuntimeException noStatus) {
            return String.valueOf(body);
        }
    }
}
