// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;
import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import org.junit.jupiter.api.Test;

@KubeUser("flavono123")
class QuickStartTest {

    @Test
    void the_server_is_healthy(KubeAccess flavono123) {
        assertThat(flavono123.get("/healthz")).isOk().hasBody("ok");
    }

    @Test
    void the_server_knows_the_user(KubeAccess flavono123) {
        assertThat(flavono123).isAuthenticatedAs("flavono123").isInGroups("system:authenticated");
    }

    @Test
    void a_new_user_may_not_read_secrets(KubeAccess flavono123, CoreV1Api core) {
        assertThat(flavono123).cannot(get("secrets").in("default"));
        assertThatForbidden(
                flavono123, () -> core.listNamespacedSecret("default").execute());
    }
}
