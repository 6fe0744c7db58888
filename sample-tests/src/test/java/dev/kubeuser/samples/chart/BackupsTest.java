// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.chart;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.watch;

import dev.kubeuser.KubeHelmChart;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.samples.tool.Needs;
import org.junit.jupiter.api.Test;

/** The operator's ServiceAccount has what the chart grants in production. */
@Needs("helm")
@KubeHelmChart(value = "charts/backups", namespace = "backup-system", values = "charts/values-prod.yaml")
@KubeServiceAccount("backup-system/backups")
class BackupsTest {

    private static final String BACKUPS = "backups.samples.kubeuser.dev";

    @Test
    void it_watches_and_prunes_backups_everywhere(KubeAccess operator) {
        assertThat(operator)
                .can(get(BACKUPS).in("default"))
                .can(list(BACKUPS).inAllNamespaces())
                .can(watch(BACKUPS).inAllNamespaces())
                .can(delete(BACKUPS).in("default"));
    }

    @Test
    void it_reads_no_secrets(KubeAccess operator) {
        assertThat(operator).cannot(list("secrets").in("backup-system"));
    }
}
