package dev.kubeuser.review.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiException;
import java.util.Optional;

/**
 * The {@code Status} object that the API server answers with instead of what was asked for.
 *
 * @param reason one word for programs, for example {@code Forbidden}
 * @param message for people
 * @param details about which object, as JSON; empty if nothing is said
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/">Status</a>
 */
public record ServerStatus(String reason, String message, String details) {

    private static final int MESSAGE = 3;
    private static final int REASON = 4;

    /** Empty for a body that is something else. */
    public static Optional<ServerStatus> parse(String body) {
        try {
            JsonObject json = JsonParser.parseString(body).getAsJsonObject();
            if (!text(json, "kind").equals("Status")) {
                return Optional.empty();
            }
            String details =
                    json.has("details") && json.getAsJsonObject("details").size() > 0
                            ? json.getAsJsonObject("details").toString()
                            : "";
            return Optional.of(new ServerStatus(text(json, "reason"), text(json, "message"), details));
        } catch (JsonParseException | IllegalStateException noJsonObject) {
            return Optional.empty();
        }
    }

    /** Of the message of the API. */
    public static ServerStatus of(ProtoFields status) {
        return new ServerStatus(status.text(REASON), status.text(MESSAGE), "");
    }

    /** As the server would have written it. */
    public String json() {
        JsonObject json = new JsonObject();
        json.addProperty("kind", "Status");
        json.addProperty("reason", reason);
        json.addProperty("message", message);
        return json.toString();
    }

    /** What went wrong with a request of the official client. */
    public static String describe(ApiException refusal) {
        if (refusal.getCode() == 0) {
            return String.valueOf(refusal.getMessage());
        }
        String body = String.valueOf(refusal.getResponseBody());
        return refusal.getCode() + " " + parse(body).map(ServerStatus::message).orElse(body.strip());
    }

    private static String text(JsonObject json, String key) {
        return json.has(key) ? json.get(key).getAsString() : "";
    }
}
