package dev.kubeuser.assertion;

import com.google.gson.JsonObject;
import dev.kubeuser.policy.NonResourceAttributes;
import dev.kubeuser.policy.RequestAttributes;
import dev.kubeuser.policy.ResourceAttributes;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.util.Locale;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Sends one kind of access reviews. Thousands of them are sent for a matrix, and the object mapping of the official
 * client would take a good part of their time.
 */
final class ReviewCall {

    private static final String GROUP_VERSION = "authorization.k8s.io/v1";
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient http;
    private final String kind;
    private final String url;

    /** Of a kind, such as {@code SelfSubjectAccessReview}. */
    ReviewCall(ApiClient client, String kind) {
        this.http = client.getHttpClient();
        this.kind = kind;
        this.url = client.getBasePath() + "/apis/" + GROUP_VERSION + "/" + kind.toLowerCase(Locale.ROOT) + "s";
    }

    /** Adds the question to a spec that says about whom it is, and sends it. */
    Answer send(AccessQuery query, JsonObject spec) throws ApiException {
        addTo(spec, query.attributes());
        JsonObject review = new JsonObject();
        review.addProperty("apiVersion", GROUP_VERSION);
        review.addProperty("kind", kind);
        review.add("spec", spec);
        return post(review.toString(), query);
    }

    private static void addTo(JsonObject spec, RequestAttributes question) {
        JsonObject attributes = new JsonObject();
        attributes.addProperty("verb", question.verb());
        if (question instanceof ResourceAttributes resource) {
            attributes.addProperty("group", resource.apiGroup());
            attributes.addProperty("resource", resource.resource());
            attributes.addProperty("subresource", resource.subresource());
            attributes.addProperty("namespace", resource.namespace());
            attributes.addProperty("name", resource.name());
            spec.add("resourceAttributes", attributes);
        } else {
            attributes.addProperty("path", ((NonResourceAttributes) question).path());
            spec.add("nonResourceAttributes", attributes);
        }
    }

    private Answer post(String review, AccessQuery query) throws ApiException {
        Request request = new Request.Builder()
                .url(url)
                .post(RequestBody.create(review, JSON))
                .build();
        try (Response response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new ApiException(
                        response.code(),
                        response.headers().toMultimap(),
                        response.body().string());
            }
            return new ReviewAnswer(query).read(response.body().charStream());
        } catch (IOException failure) {
            throw new ApiException(failure);
        }
    }
}
