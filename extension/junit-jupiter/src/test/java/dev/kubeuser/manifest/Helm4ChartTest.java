// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.kinds.NeedsProgram;
import dev.kubeuser.kinds.RunsOnce;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Helm 4, on the {@code PATH} as {@code helm4}. */
@RunsOnce
class Helm4ChartTest extends AbstractHelmChartTest {

    @RegisterExtension
    static final NeedsProgram HELM = new NeedsProgram("helm4");

    Helm4ChartTest() {
        super(HELM.program());
    }
}
