// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.chart;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.statement.EffectiveRole.role;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.samples.tool.Needs;
import dev.kubeuser.statement.EffectiveRole;
import org.junit.jupiter.api.Test;

/** The roles of the chart and the bundle allow what the role that is generated from the code allows. */
@RunsOnce
@Needs("helm")
class GeneratedRoleTest {

    private final EffectiveRole generated = role("kubebuilder:charts/internal/...", "manager-role");

    @Test
    void the_chart_grants_what_the_code_asks_for() {
        assertThat(role("helm:charts/backups", "backups")).coversExactly(generated);
    }

    @Test
    void the_bundle_grants_it_too() {
        assertThat(role("olm:bundle", "backups-backups")).coversExactly(generated);
    }

    @Test
    void a_verb_is_missing_if_the_operator_does_not_prune() {
        HelmChart chart = HelmChart.of("charts/backups").withSet("prune=false");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(role(chart, "backups")).covers(generated))
                .withMessage("%n".formatted() + """
                        Expecting ClusterRole backups (charts/backups/templates/rbac.yaml (rendered line 32))
                        to cover ClusterRole manager-role (charts/internal/backups.go:3)
                        but it does not allow delete backups.samples.kubeuser.dev
                        add to its rules:
                          rule 1 of ClusterRole manager-role (charts/internal/backups.go:3): {apiGroups: [samples.kubeuser.dev], resources: [backups], verbs: [delete]}
                        """.strip());
    }
}
