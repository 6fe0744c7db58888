// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Subject;
import org.junit.jupiter.api.Test;

/** What the tenants of Flux and Argo CD may apply, and that none becomes another. */
@KubeManifests("gitops/tenants.yaml")
class TenantsTest {

    @Test
    void a_tenant_applies_its_directory_and_becomes_no_other(@KubeServiceAccount("team-a/deployer") KubeAccess teamA) {
        assertThat(teamA.inNamespace("team-a"))
                .canApply(Manifests.load("gitops/team-a/"))
                .cannotActAs(Subject.serviceAccount("team-b", "deployer"));
    }
}
