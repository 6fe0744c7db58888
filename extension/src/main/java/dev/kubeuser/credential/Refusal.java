package dev.kubeuser.credential;

import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiException;

/** Words what the API server refused, or that it did not answer. */
final class Refusal {

    private Refusal() {}

    /** For an action in words, such as {@code creating a CertificateSigningRequest}. */
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
