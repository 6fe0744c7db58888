// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.Json;
import io.kubernetes.client.openapi.ApiException;
import java.util.List;
import java.util.Map;

/**
 * The API server's answer to a service that received a token and asks whether the token is meant for it.
 *
 * @param isAuthenticated yes or no
 * @param error why not, in the server's words; empty if it does not say
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/">TokenReview</a>
 */
public record TokenReview(boolean isAuthenticated, String error) {

    private static final String PATH = "apis/authentication.k8s.io/v1/tokenreviews";

    /**
     * Asks about a token.
     *
     * @param admin may create TokenReviews
     * @param audiences who asks; if there are none, the API server asks for itself
     */
    public static TokenReview ask(ApiRequests admin, String token, List<String> audiences) throws ApiException {
        Map<String, ?> spec = Map.of("token", token, "audiences", audiences);
        return of(admin.post(admin.url(PATH), Json.object(Map.of("spec", spec))).getAsJsonObject("status"));
    }

    private static TokenReview of(JsonObject status) {
        return new TokenReview(
                status.get("authenticated") instanceof JsonPrimitive given && given.getAsBoolean(),
                Json.text(status, "error"));
    }
}
