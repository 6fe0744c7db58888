// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.kinds.RunsOnce;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A ServiceAccount whose namespace an earlier test deleted a moment ago. */
@RunsOnce
@KubeCluster
class ServiceAccountsTest {

    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final String HELD = NAMESPACES + "/ending/configmaps/held";

    @Test
    void the_end_of_its_namespace_is_waited_for(@KubeAdmin KubeAccess admin) {
        assertThat(admin.request("POST", NAMESPACES, "{\"metadata\": {\"name\": \"ending\"}}"))
                .hasStatus(201);
        assertThat(admin.request(
                        "POST",
                        NAMESPACES + "/ending/configmaps",
                        "{\"metadata\": {\"name\": \"held\", \"finalizers\": [\"example.com/held\"]}}"))
                .hasStatus(201);
        assertThat(admin.request("DELETE", NAMESPACES + "/ending", "")).isOk();
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                .execute(() -> admin.request("PUT", HELD, "{\"metadata\": {\"name\": \"held\"}}"));
        try (ServiceAccounts accounts = new ServiceAccounts(admin.cluster())) {
            ServiceAccountSpec robot = ServiceAccountSpec.named("ending", "robot");
            assertThat(accounts.token(robot)).isNotNull();
            accounts.release(robot);
        }
    }
}
