// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.ServedResource;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
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

    private static final int AT_ONCE = 16;
    private static final MediaType JSON = MediaType.get("application/json");

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
        return new Request.Builder()
                .url(collection(object))
                .post(RequestBody.create(object.json().toString(), JSON))
                .build();
    }

    private Request deletion(ManifestObject object) {
        HttpUrl url =
                collection(object).newBuilder().addPathSegment(object.name()).build();
        return new Request.Builder().url(url).delete().build();
    }

    private HttpUrl collection(ManifestObject object) {
        ServedResource resource = discovery
                .find(new ServedResource.Kind(object.apiVersion(), object.kind()))
                .orElseThrow();
        String namespace = object.namespace().map(own -> "/namespaces/" + own).orElse("");
        return HttpUrl.get(client.getBasePath() + "/" + resource.basePath() + namespace + "/"
                + resource.name().resource());
    }

    private void send(List<ManifestObject> objects, boolean namespaces, Function<ManifestObject, Request> request) {
        List<Callable<String>> calls = new ArrayList<>();
        objects.stream()
                .filter(object -> object.kind().equals("Namespace") == namespaces)
                .map(request)
                .forEach(each -> calls.add(() -> send(each)));
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (Future<String> answer : threads.invokeAll(calls)) {
                answer.get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupt);
        } finally {
            threads.shutdown();
        }
    }

    private String send(Request request) throws IOException {
        try (Response response = client.getHttpClient().newCall(request).execute()) {
            String body = response.body().string();
            if (!response.isSuccessful()) {
                throw new IOException(request.method() + " " + request.url() + ": " + response.code() + " " + body);
            }
            return body;
        }
    }
}
