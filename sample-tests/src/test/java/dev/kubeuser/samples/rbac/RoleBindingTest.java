// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.rbac;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.samples.Developer;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The group developers may read ConfigMaps in one namespace: who can do what then, and what not? */
@Developer
@KubeUser("guest")
class RoleBindingTest {

    @AutoClose
    private static TestNamespace namespace;

    @BeforeAll
    static void developers_may_read_config_maps(
            @KubeAdmin CoreV1Api core, @KubeAdmin RbacAuthorizationV1Api rbac, @Developer KubeAccess dev)
            throws ApiException {
        namespace = TestNamespace.create(core);
        core.createNamespacedConfigMap(namespace.name(), greeting()).execute();
        ConfigMapReaders.allow(rbac, namespace.name(), "developers");
        assertThat(dev).eventually().can(get("configmaps").in(namespace.name()));
    }

    private static V1ConfigMap greeting() {
        return new V1ConfigMap().metadata(new V1ObjectMeta().name("greeting")).data(Map.of("text", "hello"));
    }

    @Test
    void developers_read_and_do_nothing_else(@Developer KubeAccess dev) {
        assertThat(dev)
                .can(list("configmaps").in(namespace.name()))
                .grantedBy("RoleBinding " + namespace.name() + "/configmap-readers")
                .through("Group developers");
        assertThat(dev)
                .canOnly(
                        get("configmaps").in(namespace.name()),
                        list("configmaps").in(namespace.name()));
    }

    @Test
    void developers_read_in_no_other_namespace(@Developer KubeAccess dev) {
        assertThat(dev)
                .cannot(list("configmaps").in("kube-system"))
                .cannot(list("configmaps").inAllNamespaces());
    }

    @Test
    void a_guest_may_not_read(@KubeUser("guest") KubeAccess guest) {
        assertThat(guest).cannot(get("configmaps").named("greeting").in(namespace.name()));
    }

    @Test
    void a_developer_reads(@Developer CoreV1Api dev) throws ApiException {
        V1ConfigMap read =
                dev.readNamespacedConfigMap("greeting", namespace.name()).execute();

        assertThat(read.getData()).containsEntry("text", "hello");
    }

    @Test
    void a_developer_lists(@Developer KubeAccess dev) {
        assertThat(dev.get("/api/v1/namespaces/" + namespace.name() + "/configmaps"))
                .isOk()
                .hasBodyContaining("\"greeting\"");
    }

    @Test
    void a_developer_is_refused_to_delete(
            @Developer KubeAccess dev, @Developer CoreV1Api api, @KubeAdmin CoreV1Api admin) throws ApiException {
        assertThatForbidden(dev, api.deleteNamespacedConfigMap("greeting", namespace.name())::execute)
                .isForbiddenBy(Refusal.AUTHORIZATION)
                .hasMessageContaining("User \"dev\" cannot delete resource \"configmaps\"");

        assertThat(admin.readNamespacedConfigMap("greeting", namespace.name()).execute())
                .isNotNull();
    }

    @Test
    void a_developer_is_refused_secrets(@Developer OkHttpClient http, @Developer KubeAccess dev) throws IOException {
        Request secrets = new Request.Builder()
                .url(dev.url("/api/v1/namespaces/" + namespace.name() + "/secrets"))
                .build();

        try (Response response = http.newCall(secrets).execute()) {
            assertThat(response.code()).isEqualTo(403);
            assertThat(response.body().string()).contains("secrets is forbidden: User \\\"dev\\\" cannot list");
        }
    }
}
