// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.authentication;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.patch;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** What a stolen kubelet's credential can read. */
@KubeManifests("policies/node-secrets/")
class NodeTest {

    @Test
    void node_reads_what_its_pods_use_and_nothing_else(
            @KubeUser(value = "system:node:worker-1", groups = "system:nodes") KubeAccess node) {
        assertThat(node)
                .eventually()
                .can(get("secrets").named("database").in("node-shop"))
                .cannot(get("secrets").named("payments").in("node-shop"))
                .cannot(patch("deployments.apps").in("node-shop"));
    }
}
