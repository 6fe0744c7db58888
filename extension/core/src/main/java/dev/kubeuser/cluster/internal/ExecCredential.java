package dev.kubeuser.cluster.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a credential plugin prints: a token, or a certificate with its key.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/client-authentication.v1/">ExecCredential</a>
 */
record ExecCredential(Optional<String> token, Optional<String> certificate, Optional<String> key) {

    /**
     * Fails with the end of a sentence about the output. The message quotes none of it, because it may hold a token.
     */
    static ExecCredential parse(String printed, String apiVersion) throws IOException {
        JsonObject json = object(parse(printed))
                .orElseThrow(() -> new IOException("printed something else than a JSON object of kind ExecCredential"));
        if (!text(json, "kind").equals(Optional.of("ExecCredential"))
                || !text(json, "apiVersion").equals(Optional.of(apiVersion))) {
            throw new IOException(
                    "printed a JSON object that is not of kind ExecCredential and apiVersion " + apiVersion);
        }
        JsonObject status = object(json.get("status")).orElseGet(JsonObject::new);
        ExecCredential credential = new ExecCredential(
                text(status, "token"), text(status, "clientCertificateData"), text(status, "clientKeyData"));
        if (credential.token.isEmpty() && (credential.certificate.isEmpty() || credential.key.isEmpty())) {
            throw new IOException("printed an ExecCredential with neither status.token nor status.clientCertificateData"
                    + " and status.clientKeyData");
        }
        return credential;
    }

    private static JsonElement parse(String printed) throws IOException {
        try {
            return JsonParser.parseString(printed);
        } catch (JsonParseException malformed) {
            throw new IOException("printed something else than JSON");
        }
    }

    private static Optional<JsonObject> object(@Nullable JsonElement element) {
        return element instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    private static Optional<String> text(JsonObject json, String key) {
        return json.get(key) instanceof JsonPrimitive value
                ? Optional.of(value.getAsString()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return token.isPresent() ? "ExecCredential with a token" : "ExecCredential with a certificate";
    }
}
