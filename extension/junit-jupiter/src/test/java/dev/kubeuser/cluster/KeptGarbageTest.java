// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.KindSessions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Objects whose owners are gone stay if a suite wants to delete them itself; namespaces end all the same. */
@RunsOn(value = EMBEDDED, because = "only the embedded kind can leave garbage alone")
class KeptGarbageTest {

    private static final String MAPS = "/api/v1/namespaces/garbage/configmaps";

    @Test
    void only_namespaces_are_emptied() {
        try (KubeSession session =
                KindSessions.builder().setting("kubeuser.keep-garbage", "true").start()) {
            KubeAccess admin = session.admin();
            assertThat(admin.request("POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"garbage\"}}"))
                    .hasStatus(201);
            String uid = JsonParser.parseString(admin.request("POST", MAPS, "{\"metadata\": {\"name\": \"owner\"}}")
                            .body())
                    .getAsJsonObject()
                    .getAsJsonObject("metadata")
                    .get("uid")
                    .getAsString();
            assertThat(admin.request("POST", MAPS, """
                    {"metadata": {"name": "owned", "ownerReferences":
                      [{"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": "%s"}]}}""".formatted(uid))).hasStatus(201);
            assertThat(admin.request("DELETE", MAPS + "/owner", null)).isOk();
            Awaitility.await()
                    .during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(admin.get(MAPS + "/owned")).isOk());
            assertThat(admin.request("DELETE", "/api/v1/namespaces/garbage", null))
                    .isOk();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(admin.get("/api/v1/namespaces/garbage")).hasStatus(404));
        }
    }

    @Test
    void not_on_other_kinds() {
        ClusterSpec kept = ClusterSpec.defaults().withKeepGarbage(true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterLauncher().check(kept.withKind(ClusterKind.K3S)))
                .withMessageContaining("k3s always collects garbage");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterLauncher().check(kept.withKind(ClusterKind.EXISTING)))
                .withMessageContaining("kubeuser.keep-garbage cannot be set");
    }
}
