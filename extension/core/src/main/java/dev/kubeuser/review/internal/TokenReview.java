package dev.kubeuser.review.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.review.AccessReviewException;
import io.kubernetes.client.openapi.ApiException;

/**
 * What the API server answers to somebody who got a token and asks whether it is meant for them.
 *
 * @param isAuthenticated yes or no
 * @param error why not, in the server's words; empty if it does not say
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/">TokenReview</a>
 */
public record TokenReview(boolean isAuthenticated, String error) {

    private static final String PATH = "apis/authentication.k8s.io/v1/tokenreviews";

    /** Asks as the administrator. */
    public static TokenReview of(KubeAccess access, String audience) {
        JsonArray audiences = new JsonArray();
        audiences.add(audience);
        JsonObject spec = new JsonObject();
        spec.addProperty("token", access.token().token());
        spec.add("audiences", audiences);
        JsonObject review = new JsonObject();
        review.add("spec", spec);
        ApiRequests admin = access.context().cluster().adminRequests();
        try {
            return of(admin.post(admin.url(PATH), review).getAsJsonObject("status"));
        } catch (ApiException refusal) {
            throw new AccessReviewException(
                    "The API server did not say whether the token of " + access + " is for the audience \"" + audience
                            + "\": " + Status.describe(refusal),
                    refusal);
        }
    }

    private static TokenReview of(JsonObject status) {
        return new TokenReview(
                status.get("authenticated") instanceof JsonPrimitive given && given.getAsBoolean(),
                status.get("error") instanceof JsonPrimitive words ? words.getAsString() : "");
    }
}
