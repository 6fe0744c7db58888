// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Status;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Requests to an API server, with JSON objects as they are on the wire. The official client loads a class for each kind
 * of object in Kubernetes before its first request, which takes longer than a user's way to a certificate. So what
 * every run sends goes this way, and that client is for those who want it.
 *
 * @param http a client with the credential of the user who asks
 * @param base the URL of the server
 */
public record ApiRequests(OkHttpClient http, HttpUrl base) {

    private static final int NOT_FOUND = 404;
    private static final String JSON = "application/json";
    private static final MediaType MEDIA_TYPE = MediaType.get(JSON);

    /** Requests over the connections of an official client without its own headers. */
    public static ApiRequests of(ApiClient client) {
        return new ApiRequests(client.getHttpClient(), HttpUrl.get(client.getBasePath()));
    }

    /** Describes a failed request of the official client, for example {@code 403: secrets is forbidden}. */
    public static String describe(ApiException refusal) {
        return refusal.getCode() == 0
                ? String.valueOf(Objects.requireNonNullElse(refusal.getCause(), refusal))
                : refusal.getCode() + ": " + Status.messageIn(refusal.getResponseBody());
    }

    /** A new client of the official library over the same connections. */
    public ApiClient apiClient() {
        String url = base.toString();
        return new ApiClient(http).setBasePath(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    /** The same requests by another client. */
    public ApiRequests by(OkHttpClient other) {
        return new ApiRequests(other, base);
    }

    /**
     * A URL of the server.
     *
     * @param path as in {@code api/v1/namespaces}, without a slash in front
     * @param names further segments, which may contain any character
     */
    public HttpUrl url(String path, String... names) {
        HttpUrl.Builder url = base.newBuilder().addPathSegments(path);
        for (String name : names) {
            url.addPathSegment(name);
        }
        return url.build();
    }

    public JsonObject get(HttpUrl url) throws ApiException {
        return send(new Request.Builder().url(url));
    }

    /** The version that the server reports. */
    public String version() throws ApiException {
        return get(url("version")).get("gitVersion").getAsString();
    }

    /** Whether there is nothing at a URL; also false if the server does not answer that. */
    public boolean isMissing(HttpUrl url) {
        try {
            get(url);
            return false;
        } catch (ApiException refusal) {
            return refusal.getCode() == NOT_FOUND;
        }
    }

    public JsonObject post(HttpUrl url, JsonObject object) throws ApiException {
        return post(new Request.Builder().url(url), object);
    }

    /** The same with a request that has more than a URL, such as a tag. */
    public JsonObject post(Request.Builder request, JsonObject object) throws ApiException {
        return send(request.post(body(object)));
    }

    public JsonObject put(HttpUrl url, JsonObject object) throws ApiException {
        return send(new Request.Builder().url(url).put(body(object)));
    }

    /**
     * Deletes an object, and then in the background what belongs to it.
     *
     * @param uid of the object; if another one has its place, the answer is a conflict
     */
    public JsonObject delete(HttpUrl url, String uid) throws ApiException {
        Map<String, ?> options = Map.of("propagationPolicy", "Background", "preconditions", Map.of("uid", uid));
        return send(new Request.Builder().url(url).delete(body(Json.object(options))));
    }

    private static RequestBody body(JsonObject object) {
        return RequestBody.create(object.toString(), MEDIA_TYPE);
    }

    private JsonObject send(Request.Builder request) throws ApiException {
        return read(request.header("Accept", JSON).build());
    }

    /**
     * Sends a request and reads the object in the answer.
     *
     * @throws ApiException if the server refuses, or with the code 0 if there is no such answer
     */
    public JsonObject read(Request request) throws ApiException {
        try (Response response = http.newCall(request).execute()) {
            String body = response.body().string();
            if (!response.isSuccessful()) {
                throw new ApiException(
                        response.message(), response.code(), response.headers().toMultimap(), body);
            }
            return object(request, body);
        } catch (IOException failure) {
            throw new ApiException(failure);
        }
    }

    private static JsonObject object(Request request, String body) throws IOException {
        try {
            return JsonParser.parseString(body).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException foreign) {
            throw new IOException(
                    "the answer to " + request.method() + " " + request.url().encodedPath() + " is not a JSON object",
                    foreign);
        }
    }
}
