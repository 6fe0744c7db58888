// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Runs under the policy in the module's own file, whatever that says. */
@KubeManifests(value = "deploy/rbac.yaml", createNamespaces = true)
@KubeUser("bob")
public class DeployedPolicyCase {

    @Test
    void nobody_lists_nodes(KubeAccess bob) {
        assertThat(bob).cannot(list("nodes"));
    }
}
