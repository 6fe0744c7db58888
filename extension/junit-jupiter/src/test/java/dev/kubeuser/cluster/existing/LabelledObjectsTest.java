package dev.kubeuser.cluster.existing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.internal.ApiRequests;
import io.kubernetes.client.apimachinery.GroupVersionResource;
import io.kubernetes.client.openapi.ApiException;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is found by its label is gone afterwards. */
class LabelledObjectsTest {

    private static final int ROUNDS = 15;
    private static final String CLUSTER_ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";

    private final String name = "labelled-" + UUID.randomUUID();

    @Test
    void roles_that_aggregate_others_do_not_come_back(@KubeAdmin KubeAccess admin)
            throws ApiException, InterruptedException {
        LabelledObjects objects = new LabelledObjects(ApiRequests.of(admin.apiClient()));
        Leftovers leftovers = new Leftovers(objects);
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

            leftovers.remove(objects
                    .list(
                            new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterroles"),
                            "of in (" + name + "-a-part, " + name + "-b-aggregate)")
                    .stream()
                    .map(object -> new Leftovers.Leftover(object, Optional.empty()))
                    .toList());

            Thread.sleep(50);
            assertThat(admin.get(CLUSTER_ROLES + "/" + name + "-b-aggregate").code())
                    .as("round %d", round)
                    .isEqualTo(404);
        }
    }

    private void create(KubeAccess admin, String suffix, String content) {
        String object = """
                {"metadata": {"name": "%1$s", "labels": {"of": "%1$s"}}, %2$s}
                """.formatted(name + suffix, content);
        assertThat(admin.request("POST", CLUSTER_ROLES, object).code()).isEqualTo(201);
    }
}
