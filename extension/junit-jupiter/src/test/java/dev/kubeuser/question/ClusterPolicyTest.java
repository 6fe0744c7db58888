// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.testkit.PublishedPolicies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What is read of a cluster. */
class ClusterPolicyTest {

    @Test
    @ResourceLock(PublishedPolicies.IN_FORCE)
    void the_policy_of_a_cluster_names_where_its_aggregated_rules_were_written(@KubeAdmin KubeAccess admin) {
        RbacPolicy policy = ClusterPolicy.read(admin.apiClient());
        RbacRole view = policy.role(RoleReference.clusterRole("view")).orElseThrow();
        assertThat(view.rules())
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(rule.id().role().name()).isEqualTo("system:aggregate-to-view"));
        assertThat(policy.bindingsFor(UserInfo.user("somebody")))
                .extracting(applied -> applied.binding().id().name())
                .contains("system:basic-user");
        assertThat(ClusterPolicy.inForce(admin.apiClient(), KubernetesVersion.parse("1.37"))
                        .rbac()
                        .role(view.id()))
                .contains(view);
    }

    @Test
    void who_may_not_list_cannot_read_the_policy_of_a_cluster(@KubeUser("nosy") KubeAccess nosy) {
        assertThatThrownBy(() -> ClusterPolicy.read(nosy.apiClient()))
                .isInstanceOf(AccessReviewException.class)
                .hasMessageContainingAll("Listing all clusterroles", "403", "\"nosy\" cannot list", "administrator");
    }
}
