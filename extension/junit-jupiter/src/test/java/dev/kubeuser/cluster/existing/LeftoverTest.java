// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.existing;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ApiRequests;
import io.kubernetes.client.apimachinery.GroupVersionResource;
import io.kubernetes.client.openapi.ApiException;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is found by its label is gone afterwards. */
class LeftoverTest {

    private static final int ROUNDS = 15;
    private static final String CLUSTER_ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";

    private final String name = "labelled-" + UUID.randomUUID();

    @Test
    void roles_that_aggregate_others_do_not_come_back(@KubeAdmin KubeAccess admin)
            throws ApiException, InterruptedException {
        Leftovers leftovers = new Leftovers(ApiRequests.of(admin.apiClient()));
        for (int round = 0; round < ROUNDS; round++) {
            create(admin, "-a-part", "\"rules\": [{\"nonResourceURLs\": [\"/a\"], \"verbs\": [\"get\"]}]");
            create(
                    admin,
                    "-b-aggregate",
                    "\"aggregationRule\": {\"clusterRoleSelectors\": [{\"matchLabels\": {\"of\": \"" + name
                            + "-a-part\"}}]}");
            Awaitility.await()
                    .until(() -> admin.get(CLUSTER_ROLES + "/" + name + "-b-aggregate")
                            .body()
                            .contains("\"/a\""));

            leftovers.remove(leftovers.list(
                    new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterroles"),
                    "",
                    "of in (" + name + "-a-part, " + name + "-b-aggregate)"));

            Thread.sleep(50);
            assertThat(admin.get(CLUSTER_ROLES + "/" + name + "-b-aggregate").code())
                    .as("round %d", round)
                    .isEqualTo(404);
        }
    }

    @Test
    void what_an_owner_that_goes_has_goes_with_it_and_the_rest_is_foreign(@KubeAdmin KubeAccess admin)
            throws ApiException {
        String maps = "/api/v1/namespaces/" + name + "/configmaps";
        assertThat(admin.request("POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + name + "\"}}"))
                .hasStatus(201);
        try {
            String uid = created(admin, maps, "owner");
            assertThat(admin.request("POST", maps, owned("owned", "owner", uid)))
                    .hasStatus(201);
            Awaitility.await().until(() -> admin.get(maps + "/kube-root-ca.crt").code() == 200);
            String ofKubernetes = uid(admin.get(maps + "/kube-root-ca.crt"));
            String going = uid(admin.request("POST", maps, owned("z-going", "kube-root-ca.crt", ofKubernetes)));
            assertThat(admin.request("POST", maps, owned("a-going-with-it", "z-going", going)))
                    .hasStatus(201);
            String own = created(admin, maps, "its-own-owner");
            assertThat(admin.request("PUT", maps + "/its-own-owner", owned("its-own-owner", "its-own-owner", own)))
                    .isOk();
            Leftovers leftovers = new Leftovers(ApiRequests.of(admin.apiClient()));
            Leftover namespace = leftovers
                    .list(new GroupVersionResource("", "v1", "namespaces"), "", "kubernetes.io/metadata.name=" + name)
                    .get(0);
            // Another class may remove a kind meanwhile, which makes the list of all kinds incomplete.
            List<Leftover> foreign = Awaitility.await()
                    .ignoreException(ClusterException.class)
                    .until(() -> new Leftovers(ApiRequests.of(admin.apiClient())).foreignIn(namespace), found -> true);
            assertThat(foreign)
                    .extracting(Leftover::name)
                    .contains("owner", "owned", "its-own-owner")
                    .doesNotContain("z-going", "a-going-with-it", "default", "kube-root-ca.crt");
        } finally {
            assertThat(admin.request("DELETE", "/api/v1/namespaces/" + name, "{}"))
                    .isOk();
        }
    }

    private static String created(KubeAccess admin, String maps, String name) {
        return uid(admin.request("POST", maps, "{\"metadata\": {\"name\": \"" + name + "\"}}"));
    }

    private static String uid(KubeResponse answer) {
        return JsonParser.parseString(answer.body())
                .getAsJsonObject()
                .getAsJsonObject("metadata")
                .get("uid")
                .getAsString();
    }

    private static String owned(String name, String owner, String uid) {
        return """
                {"metadata": {"name": "%s", "ownerReferences": [
                  {"apiVersion": "v1", "kind": "ConfigMap", "name": "%s", "uid": "%s"}]}}
                """.formatted(name, owner, uid);
    }

    private void create(KubeAccess admin, String suffix, String content) {
        String object = """
                {"metadata": {"name": "%1$s", "labels": {"of": "%1$s"}}, %2$s}
                """.formatted(name + suffix, content);
        assertThat(admin.request("POST", CLUSTER_ROLES, object)).hasStatus(201);
    }
}
