// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.kinds.SourceTree;
import org.junit.jupiter.api.Test;

/** Reports say the same on each kind of cluster that has an audit log. */
@RunsOnce
class AuditPolicyTest {

    @Test
    void is_that_of_the_embedded_control_plane() {
        assertThat(SourceTree.file("control-plane/internal/plane/audit-policy.yaml"))
                .content()
                .isEqualTo(K3sServer.AUDIT_POLICY);
    }
}
