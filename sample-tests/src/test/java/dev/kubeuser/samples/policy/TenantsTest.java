package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.gitops.Tenant;
import dev.kubeuser.manifest.Manifests;
import org.junit.jupiter.api.Test;

/** What the tenants of Flux and Argo CD may apply, and that none becomes another. */
@KubeManifests("gitops/tenants.yaml")
class TenantsTest {

    @Test
    void a_tenant_applies_its_directory_and_becomes_no_other(Cluster cluster) {
        Tenant teamA = Tenant.ofFlux(Manifests.load("gitops/flux.yaml"), "team-a/apps");
        Tenant teamB = Tenant.ofArgoCd(Manifests.load("gitops/argocd.yaml"), "team-b");
        try (KubeAccess access = teamA.impersonate(cluster)) {
            assertThat(access).canApply(Manifests.load("gitops/team-a/")).cannotBecome(teamB.serviceAccount());
        }
    }
}
