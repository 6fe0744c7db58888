// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.ServedResource;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * What one would write by hand: creates objects with one POST each, and deletes them with one DELETE each, 16 at once.
 * It waits for nothing, looks for nothing that exists, and shares nothing.
 *
 * @param client of the administrator
 * @param discovery of the cluster
 */
record PlainClient(ApiClient client, Discovery discovery) {

    /** Namespaces first. */
    void create(List<ManifestObject> objects) {
        send(objects, true, this::post);
        send(objects, false, this::post);
    }

    void delete(List<ManifestObject> objects) {
        send(objects, false, this::deletion);
        send(objects, true, this::deletion);
    }

    private Request post(ManifestObject object) {
        return post(collection(object), object.json().toString());
    }

    static Request post(String url, String json) {
        RequestBody body = RequestBody.create(json, MediaType.get("application/json"));
        return new Request.Builder().url(url).post(body).build();
    }

    private Request deletion(ManifestObject object) {
        return new Request.Builder()
                .url(collection(object) + "/" + object.name())
                .delete()
                .build();
    }

    private String collection(ManifestObject object) {
        ServedResource resource = discovery
                .find(new ServedResource.Kind(object.apiVersion(), object.kind()))
                .orElseThrow();
        String namespace = object.namespace().map(own -> "/namespaces/" + own).orElse("");
        return client.getBasePath() + "/" + resource.basePath() + namespace + "/"
                + resource.name().resource();
    }

    private void send(List<ManifestObject> objects, boolean namespaces, Function<ManifestObject, Request> request) {
        List<Request> requests = objects.stream()
                .filter(object -> object.kind().equals("Namespace") == namespaces)
                .map(request)
                .toList();
        InFlight.CHANGES.each(requests, each -> send(client.getHttpClient(), each));
    }

    /** {@return the body of the answer, which must be a success} */
    static String send(OkHttpClient client, Request request) {
        try (Response response = client.newCall(request).execute()) {
            String body = response.body().string();
            if (!response.isSuccessful()) {
                throw new IOException(request.method() + " " + request.url() + ": " + response.code() + " " + body);
            }
            return body;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
