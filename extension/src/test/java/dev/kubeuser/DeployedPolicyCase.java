package dev.kubeuser;

import static dev.kubeuser.assertion.AccessQuery.list;
import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Runs under the policy in the module's own file, whatever that says. */
@KubeManifests(value = "deploy/rbac.yaml", createNamespaces = true)
@KubeUser("bob")
class DeployedPolicyCase {

    @Test
    void nobody_lists_nodes(KubeAccess bob) {
        assertThat(bob).cannot(list("nodes"));
    }
}
