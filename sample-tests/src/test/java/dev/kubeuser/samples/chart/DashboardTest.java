// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.chart;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.samples.tool.Needs;
import org.junit.jupiter.api.Test;

/** The overlay of production, as kustomize or kubectl renders it. */
@Needs("kubectl")
@KubeManifests(value = "kustomize:kustomize/prod", createNamespaces = true)
@KubeServiceAccount("dashboards/dashboard")
class DashboardTest {

    @Test
    void the_dashboard_reads_in_its_namespace_only(KubeAccess dashboard) {
        assertThat(dashboard)
                .can(list("configmaps").in("dashboards"))
                .cannot(list("configmaps").in("default"));
    }
}
