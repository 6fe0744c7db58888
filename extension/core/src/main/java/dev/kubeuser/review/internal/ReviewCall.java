package dev.kubeuser.review.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.access.internal.OwnReview;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.review.AccessQuery;
import io.kubernetes.client.openapi.ApiException;
import java.util.Locale;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** Sends one kind of access review, marked as an assertion's. */
final class ReviewCall {

    private static final String GROUP_VERSION = "authorization.k8s.io/v1";

    private final ApiRequests requests;
    private final String kind;
    private final HttpUrl url;

    /** Of a kind, such as {@code SelfSubjectAccessReview}. */
    ReviewCall(ApiRequests requests, String kind) {
        this.requests = requests;
        this.kind = kind;
        this.url = requests.url("apis/" + GROUP_VERSION, kind.toLowerCase(Locale.ROOT) + "s");
    }

    /** Sends a spec, and reads the status of the answer. */
    ReviewAnswer send(AccessQuery query, JsonObject spec) throws ApiException {
        JsonObject review = new JsonObject();
        review.addProperty("apiVersion", GROUP_VERSION);
        review.addProperty("kind", kind);
        review.add("spec", spec);
        return ReviewAnswer.of(
                query, requests.post(new Request.Builder().url(url).tag(OwnReview.class, OwnReview.TAG), review));
    }
}
