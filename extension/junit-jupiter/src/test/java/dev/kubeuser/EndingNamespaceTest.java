// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A namespace that ends takes no new objects. No rule would change that, so it is not a denial. */
class EndingNamespaceTest {

    @KubeManifests("classpath:denials/latecomers.yaml")
    @KubeUser("latecomer")
    static class LateCase {
        @Test
        void comes_too_late(
                KubeAccess latecomer, @KubeAdmin KubeAccess admin, @KubeNamespace("ending") String namespace) {
            String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
            admin.request(
                    "POST", maps, "{\"metadata\": {\"name\": \"held\", \"finalizers\": [\"kubeuser.dev/held\"]}}");
            admin.request("DELETE", "/api/v1/namespaces/" + namespace, null);

            assertThat(latecomer
                            .request("POST", maps, "{\"metadata\": {\"name\": \"late\"}}")
                            .body())
                    .contains("because it is being terminated");

            Patch.merge(admin, maps + "/held", "{\"metadata\": {\"finalizers\": null}}");
        }
    }

    @Test
    void what_it_refuses_is_no_denial(@TempDir Path report) throws IOException {
        assertThat(ReportJson.of(LateCase.class, report).getAsJsonArray("denials"))
                .isEmpty();
    }
}
