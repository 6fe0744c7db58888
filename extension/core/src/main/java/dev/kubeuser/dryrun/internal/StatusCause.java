package dev.kubeuser.dryrun.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.base.internal.Status;
import java.util.List;

/**
 * One of the causes in a Status.
 *
 * @param reason a machine-readable word; only a policy gives none
 * @param message what it says
 * @param field the field it is about; empty if it is about none
 */
public record StatusCause(String reason, String message, String field) {

    /**
     * {@return all of a status, in its order}
     *
     * @param status what the API server answered
     */
    public static List<StatusCause> in(Status status) {
        JsonElement details = status.details().isEmpty() ? null : JsonParser.parseString(status.details());
        return JsonParts.list(details, "causes").stream()
                .map(cause -> new StatusCause(
                        JsonParts.text(cause, "reason"),
                        JsonParts.text(cause, "message"),
                        JsonParts.text(cause, "field")))
                .toList();
    }

    boolean isOfPolicy() {
        return reason.isEmpty() && field.isEmpty();
    }
}
