package dev.kubeuser.question.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.query.AccessQuery;
import io.kubernetes.client.openapi.ApiException;

/**
 * What the API server answered to a question about access.
 *
 * @param query what was asked
 * @param isAllowed yes or no
 * @param isDenied whether an authorizer said no; otherwise none allows it
 * @param reason why, in the server's words; empty if it gave none
 * @param evaluationError the error of an authorizer; empty if there was none
 */
public record ReviewAnswer(
        AccessQuery query, boolean isAllowed, boolean isDenied, String reason, String evaluationError) {

    /**
     * Reads a review that the API server answered.
     *
     * @throws ApiException if it has no answer, as something else than an API server may reply
     */
    static ReviewAnswer of(AccessQuery query, JsonObject review) throws ApiException {
        if (!(review.get("status") instanceof JsonObject status)
                || !(status.get("allowed") instanceof JsonPrimitive allowed)
                || !allowed.isBoolean()) {
            throw new ApiException("the answer is not an access review with a status");
        }
        return new ReviewAnswer(
                query,
                allowed.getAsBoolean(),
                new JsonPrimitive(true).equals(status.get("denied")),
                JsonParts.text(status, "reason"),
                JsonParts.text(status, "evaluationError"));
    }
}
