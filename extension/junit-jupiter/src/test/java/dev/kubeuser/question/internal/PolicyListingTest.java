// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import org.junit.jupiter.api.Test;

/** When a policy is listed again. The cluster has no other tests, which might write roles and bindings meanwhile. */
@RunsOnce
@KubeCluster(kind = ClusterKind.EMBEDDED, dedicated = true)
@InTurn
class PolicyListingTest {

    @KubeAdmin
    private KubeAccess admin;

    private RbacPolicy policy() {
        return ListedPolicy.of(ManagedCluster.of(admin.cluster())).now();
    }

    private void create(String path, String object) {
        assertThat(admin.request("POST", path, object).code()).isEqualTo(201);
    }

    @Test
    void policy_is_listed_once_while_something_else_is_written() {
        RbacPolicy before = policy();
        for (int number = 0; number < 3; number++) {
            create("/api/v1/namespaces/default/configmaps", """
                    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "other-%d"}}
                    """.formatted(number));
            assertThat(policy()).isSameAs(before);
        }
    }

    @Test
    void policy_is_listed_again_once_a_role_is_written() {
        RbacPolicy before = policy();
        create("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "one-more"}}
                """);
        RbacPolicy after = policy();
        assertThat(after).isNotSameAs(before);
        assertThat(policy()).isSameAs(after);
    }
}
