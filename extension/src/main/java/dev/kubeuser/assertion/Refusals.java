package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.review.AccessReviewException;
import io.kubernetes.client.openapi.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes what the official client throws for what the API server answered. */
final class Refusals {

    private static final String REQUEST = "a request of the official client";

    private Refusals() {}

    static KubeResponse response(ApiException refusal) {
        if (refusal.getCode() == 0) {
            throw new AccessReviewException(
                    REQUEST + " got no answer from the API server: " + refusal.getMessage(), refusal);
        }
        return new KubeResponse(
                REQUEST,
                refusal.getCode(),
                headers(refusal),
                Objects.requireNonNullElse(refusal.getResponseBody(), ""));
    }

    private static Map<String, String> headers(ApiException refusal) {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, List<String>> all = refusal.getResponseHeaders();
        if (all != null) {
            all.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(values.size() - 1)));
        }
        return headers;
    }

    /** For a request that was expected to be refused: it went through, or failed before it was sent. */
    static AssertionError missing(@Nullable Throwable thrown) {
        return thrown == null
                ? new AssertionError(
                        String.format("%nExpecting %s to be refused by the API server%nbut it succeeded.", REQUEST))
                : new AssertionError(
                        String.format(
                                "%nExpecting %s to be refused by the API server%nbut it threw %s", REQUEST, thrown),
                        thrown);
    }
}
