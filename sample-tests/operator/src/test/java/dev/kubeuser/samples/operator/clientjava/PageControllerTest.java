// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator.clientjava;

import static dev.kubeuser.run.DenialMode.FAIL;
import static dev.kubeuser.samples.operator.Pages.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeDenials;
import dev.kubeuser.KubeHelmChart;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeServiceAccount;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controller does its work with the rights that its chart gives its ServiceAccount. */
@KubeHelmChart(value = "${chart:-chart}", release = "webpage-operator", namespace = "webpages")
@KubeServiceAccount("webpages/webpage-operator")
@KubeDenials(FAIL)
public class PageControllerTest {

    private final PageController controller;
    private final CoreV1Api core;
    private final CustomObjectsApi custom;
    private final CoordinationV1Api leases;
    private final String namespace;

    PageControllerTest(
            @KubeServiceAccount("webpages/webpage-operator") ApiClient account,
            @KubeAdmin ApiClient admin,
            @KubeNamespace String namespace) {
        this.controller = new PageController(account, "first");
        this.core = new CoreV1Api(admin);
        this.custom = new CustomObjectsApi(admin);
        this.leases = new CoordinationV1Api(admin);
        this.namespace = namespace;
    }

    @BeforeEach
    void start() {
        controller.start();
    }

    @AfterEach
    void stop() {
        controller.close();
    }

    @Test
    void a_page_is_served() throws ApiException {
        create("hello", "<p>Hello</p>");

        eventually(() -> {
            assertThat(content("hello")).isEqualTo("<p>Hello</p>");
            assertThat(core.readNamespacedService("hello", namespace).execute().getSpec())
                    .isNotNull();
            assertThat(page("hello").get("status")).isEqualTo(Map.of("observedGeneration", 1.0));
            assertThat(reasons()).contains("Served");
        });
    }

    @Test
    void a_change_is_served() throws ApiException {
        create("changing", "<p>Before</p>");
        eventually(() -> assertThat(content("changing")).isEqualTo("<p>Before</p>"));

        eventually(() -> custom.replaceNamespacedCustomObject(
                        "samples.kubeuser.dev", "v1", namespace, "webpages", "changing", edited("<p>After</p>"))
                .execute());

        eventually(() -> assertThat(content("changing")).isEqualTo("<p>After</p>"));
    }

    @Test
    void it_works_while_it_leads() {
        eventually(() -> assertThat(leases.readNamespacedLease("webpage-operator", "webpages")
                        .execute()
                        .getSpec()
                        .getHolderIdentity())
                .isEqualTo("first"));
    }

    private void create(String name, String html) throws ApiException {
        custom.createNamespacedCustomObject(
                        "samples.kubeuser.dev",
                        "v1",
                        namespace,
                        "webpages",
                        Map.of(
                                "apiVersion",
                                "samples.kubeuser.dev/v1",
                                "kind",
                                "WebPage",
                                "metadata",
                                Map.of("name", name),
                                "spec",
                                Map.of("html", html)))
                .execute();
    }

    private Map<String, Object> edited(String html) throws ApiException {
        Map<String, Object> page = page("changing");
        page.put("spec", Map.of("html", html));
        return page;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> page(String name) throws ApiException {
        return (Map<String, Object>)
                custom.getNamespacedCustomObject("samples.kubeuser.dev", "v1", namespace, "webpages", name)
                        .execute();
    }

    private String content(String name) throws ApiException {
        V1ConfigMap content = core.readNamespacedConfigMap(name, namespace).execute();
        return Objects.requireNonNull(content.getData()).getOrDefault("index.html", "");
    }

    private List<String> reasons() throws ApiException {
        return core.listNamespacedEvent(namespace).execute().getItems().stream()
                .map(CoreV1Event::getReason)
                .toList();
    }
}
