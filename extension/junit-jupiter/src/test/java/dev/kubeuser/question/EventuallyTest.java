// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.query.AccessQuery;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.util.Yaml;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was written just now counts a moment later. */
@KubeUser("eve")
class EventuallyTest {

    private static final String BINDING = """
            metadata: {name: eventually}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: eve}
            """;

    @Test
    void waits_for_a_binding_to_count_and_to_count_no_more(KubeAccess eve, @KubeAdmin KubeAccess admin)
            throws ApiException {
        AccessQuery reading = list("configmaps").in("kube-public");
        RbacAuthorizationV1Api rbac = admin.client(RbacAuthorizationV1Api.class);
        rbac.createNamespacedRoleBinding("kube-public", Yaml.loadAs(BINDING, V1RoleBinding.class))
                .execute();
        assertThat(eve).eventually().can(reading).grantedBy("RoleBinding kube-public/eventually");

        rbac.deleteNamespacedRoleBinding("eventually", "kube-public").execute();
        assertThat(eve).eventually().cannot(reading);
    }

    @Test
    void should_fail_when_the_time_is_over(KubeAccess eve) {
        long begin = System.nanoTime();
        assertFails(() -> assertThat(eve).eventually(Duration.ofMillis(100)).can(list("nodes")))
                .hasMessageContaining("to be allowed to list nodes");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }
}
