// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** A test that passes and covers one of two permissions. */
@KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
@KubeUser(value = "alice", groups = "proof-test-developers")
public class ThresholdCase {

    @Test
    void developers_list_pods(KubeAccess alice) {
        assertThat(alice).can(list("pods").in("proof-test"));
    }
}
