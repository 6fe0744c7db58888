// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.analysis.internal.PolicyChange.RoleHolders;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.Policy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

@RunsOnce
class RoleHoldersTest {

    private static final int NAMESPACES = 100;

    /** As {@code view} is, on a cluster where many add to it. */
    @Test
    void a_role_is_asked_about_once_wherever_it_is_held() {
        Requesters requesters = new Requesters(List.of(UserInfo.user("alice"), UserInfo.user("bob")));
        RoleHolders holders = new RoleHolders(requesters);
        RbacPolicy policy = policy();
        policy.bindings()
                .forEach(binding ->
                        holders.add(binding, policy.role(binding.roleRef()).orElseThrow()));
        List<RbacRole> asked = new ArrayList<>();
        assertThat(holders.holding(role -> {
                    asked.add(role);
                    return role.allows(ResourceAttributes.of("get", "", "pods"));
                }))
                .hasSize(NAMESPACES)
                .containsEntry("dev-7", BitSet.valueOf(new long[] {2}));
        assertThat(asked).extracting(role -> role.id().name()).containsExactlyInAnyOrder("readers", "others");
    }

    private static RbacPolicy policy() {
        Policy policy = new Policy().clusterRole("readers", "get pods").clusterRole("others", "get secrets");
        for (int number = 0; number < NAMESPACES; number++) {
            policy.binding("dev-" + number + "/readers", "ClusterRole readers", "user bob")
                    .binding("dev-" + number + "/others", "ClusterRole others", "user alice");
        }
        return policy.manifests().rbacPolicy();
    }
}
