// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.controller;

import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.util.PatchUtils;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A small controller: each ConfigMap of a namespace gets a label. It does not know that it is tested. */
final class Labeller implements ResourceEventHandler<V1ConfigMap>, AutoCloseable {

    static final Map<String, String> LABELS = Map.of("example.test/managed", "true");

    private static final String PATCH = "{\"metadata\": {\"labels\": {\"example.test/managed\": \"true\"}}}";

    private final CoreV1Api core;
    private final SharedInformerFactory informers;
    private final AtomicReference<@Nullable String> refusal = new AtomicReference<>();

    private Labeller(ApiClient client) {
        this.core = new CoreV1Api(client);
        this.informers = new SharedInformerFactory(client.setReadTimeout(0));
    }

    static Labeller start(ApiClient client, String namespace) {
        Labeller labeller = new Labeller(client);
        labeller.informers
                .sharedIndexInformerFor(
                        request -> labeller.core
                                .listNamespacedConfigMap(namespace)
                                .resourceVersion(request.resourceVersion)
                                .timeoutSeconds(request.timeoutSeconds)
                                .watch(request.watch)
                                .buildCall(null),
                        V1ConfigMap.class,
                        V1ConfigMapList.class,
                        0,
                        (type, failure) -> labeller.failed(failure))
                .addEventHandler(labeller);
        labeller.informers.startAllRegisteredInformers();
        return labeller;
    }

    @Override
    public void onAdd(V1ConfigMap found) {
        try {
            PatchUtils.patch(
                    V1ConfigMap.class,
                    () -> core.patchNamespacedConfigMap(
                                    found.getMetadata().getName(),
                                    found.getMetadata().getNamespace(),
                                    new V1Patch(PATCH))
                            .buildCall(null),
                    V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
                    core.getApiClient());
        } catch (ApiException failure) {
            failed(failure);
        }
    }

    @Override
    public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
        // A label that somebody takes away stays away.
    }

    @Override
    public void onDelete(V1ConfigMap last, boolean isGuess) {
        // There is nothing to label any more.
    }

    private void failed(Throwable failure) {
        refusal.set(failure instanceof ApiException refused ? refused.getResponseBody() : failure.toString());
    }

    /** What it was last refused, for its log. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal.get());
    }

    @Override
    public void close() {
        informers.stopAllRegisteredInformers();
    }
}
