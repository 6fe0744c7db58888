// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.chart;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.watch;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.samples.tool.Needs;
import org.junit.jupiter.api.Test;

/** A chart without annotations, on a cluster of its own. */
@RunsOnce
@Needs("helm")
class ChartInASessionTest {

    @Test
    void the_operator_watches_everywhere() {
        try (KubeSession session = KubeSession.start()) {
            session.apply(HelmChart.of("charts/backups")
                    .withRelease("nightly")
                    .withNamespace("nightly-backups")
                    .withSet("clusterWide=true", "prune=false"));
            KubeAccess operator = session.serviceAccount("nightly-backups/nightly");
            assertThat(operator).can(watch("backups.samples.kubeuser.dev").inAllNamespaces());
        }
    }
}
