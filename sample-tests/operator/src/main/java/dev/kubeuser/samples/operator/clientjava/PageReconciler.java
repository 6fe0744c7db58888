// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator.clientjava;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.extended.controller.reconciler.Reconciler;
import io.kubernetes.client.extended.controller.reconciler.Request;
import io.kubernetes.client.extended.controller.reconciler.Result;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import java.net.HttpURLConnection;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of each page a ConfigMap and a Service, and says so in its status and by an event. */
final class PageReconciler implements Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(PageReconciler.class);
    private static final String NAME = "webpage-operator";

    private final CoreV1Api core;
    private final CustomObjectsApi custom;
    private final SharedIndexInformer<DynamicKubernetesObject> pages;

    PageReconciler(ApiClient client, SharedIndexInformer<DynamicKubernetesObject> pages) {
        this.core = new CoreV1Api(client);
        this.custom = new CustomObjectsApi(client);
        this.pages = pages;
    }

    @Override
    public Result reconcile(Request request) {
        DynamicKubernetesObject page = pages.getIndexer().getByKey(request.getNamespace() + "/" + request.getName());
        if (page == null || page.getMetadata().getDeletionTimestamp() != null) {
            return new Result(false);
        }
        try {
            writeContent(page);
            applyAddress(page);
            if (!isObserved(page)) {
                patchStatus(page);
                tell(page);
            }
            return new Result(false);
        } catch (ApiException failure) {
            LOG.error("{} is not served: {}", request, failure.getResponseBody(), failure);
            return new Result(true);
        }
    }

    /** Created, or else put. */
    private void writeContent(DynamicKubernetesObject page) throws ApiException {
        V1ConfigMap content = new V1ConfigMap()
                .metadata(metadata(page))
                .data(Map.of(
                        "index.html",
                        page.getRaw().getAsJsonObject("spec").get("html").getAsString()));
        try {
            core.createNamespacedConfigMap(page.getMetadata().getNamespace(), content)
                    .execute();
        } catch (ApiException failure) {
            if (failure.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw failure;
            }
            core.replaceNamespacedConfigMap(
                            page.getMetadata().getName(), page.getMetadata().getNamespace(), content)
                    .execute();
        }
    }

    private void applyAddress(DynamicKubernetesObject page) throws ApiException {
        V1Service address = new V1Service()
                .apiVersion("v1")
                .kind("Service")
                .metadata(metadata(page))
                .spec(new V1ServiceSpec()
                        .selector(Map.of(
                                "samples.kubeuser.dev/webpage",
                                page.getMetadata().getName()))
                        .addPortsItem(new V1ServicePort().port(80).targetPort(new IntOrString(80))));
        PatchUtils.patch(
                V1Service.class,
                () -> core.patchNamespacedService(
                                page.getMetadata().getName(),
                                page.getMetadata().getNamespace(),
                                new V1Patch(JSON.serialize(address)))
                        .fieldManager(NAME)
                        .force(true)
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                core.getApiClient());
    }

    private static boolean isObserved(DynamicKubernetesObject page) {
        var status = page.getRaw().getAsJsonObject("status");
        return status != null
                && status.has("observedGeneration")
                && status.get("observedGeneration").getAsLong()
                        == page.getMetadata().getGeneration();
    }

    private void patchStatus(DynamicKubernetesObject page) throws ApiException {
        Map<String, Object> status =
                Map.of("status", Map.of("observedGeneration", page.getMetadata().getGeneration()));
        PatchUtils.patch(
                Object.class,
                () -> custom.patchNamespacedCustomObjectStatus(
                                "samples.kubeuser.dev",
                                "v1",
                                page.getMetadata().getNamespace(),
                                "webpages",
                                page.getMetadata().getName(),
                                status)
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
                custom.getApiClient());
    }

    /** As event recorders do: what cannot be told is logged, and the work goes on. */
    private void tell(DynamicKubernetesObject page) {
        String namespace = page.getMetadata().getNamespace();
        CoreV1Event event = new CoreV1Event()
                .metadata(new V1ObjectMeta()
                        .generateName(page.getMetadata().getName() + ".")
                        .namespace(namespace))
                .involvedObject(new V1ObjectReference()
                        .apiVersion(page.getApiVersion())
                        .kind(page.getKind())
                        .namespace(namespace)
                        .name(page.getMetadata().getName())
                        .uid(page.getMetadata().getUid()))
                .type("Normal")
                .reason("Served")
                .message("Its content and address are there");
        try {
            core.createNamespacedEvent(namespace, event).execute();
        } catch (ApiException failure) {
            LOG.warn("No event of {}", page.getMetadata().getName(), failure);
        }
    }

    /** Of what a page owns: it goes with the page. */
    private static V1ObjectMeta metadata(DynamicKubernetesObject page) {
        return new V1ObjectMeta()
                .name(page.getMetadata().getName())
                .namespace(page.getMetadata().getNamespace())
                .addOwnerReferencesItem(new V1OwnerReference()
                        .apiVersion(page.getApiVersion())
                        .kind(page.getKind())
                        .name(page.getMetadata().getName())
                        .uid(page.getMetadata().getUid())
                        .controller(true));
    }
}
