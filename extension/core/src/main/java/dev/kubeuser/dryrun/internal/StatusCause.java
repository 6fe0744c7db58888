package dev.kubeuser.dryrun.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.base.internal.Status;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * One of the causes in a Status.
 *
 * @param reason a machine-readable word; only a policy gives none
 * @param message what it says
 * @param field the field it is about; empty if it is about none
 */
record StatusCause(String reason, String message, String field) {

    static List<StatusCause> in(Status status) {
        JsonElement causes = status.details().isEmpty()
                ? null
                : JsonParser.parseString(status.details()).getAsJsonObject().get("causes");
        return causes == null || !causes.isJsonArray()
                ? List.of()
                : StreamSupport.stream(causes.getAsJsonArray().spliterator(), false)
                        .map(JsonElement::getAsJsonObject)
                        .map(cause ->
                                new StatusCause(text(cause, "reason"), text(cause, "message"), text(cause, "field")))
                        .toList();
    }

    private static String text(JsonObject cause, String key) {
        return cause.has(key) ? cause.get(key).getAsString() : "";
    }

    boolean isOfPolicy() {
        return reason.isEmpty() && field.isEmpty();
    }

    /** The namespace is terminating, or the server runs no privileged containers. */
    boolean isForGood() {
        return reason.equals("NamespaceTerminating")
                || (reason.equals("FieldValueForbidden") && field.endsWith("securityContext.privileged"));
    }
}
