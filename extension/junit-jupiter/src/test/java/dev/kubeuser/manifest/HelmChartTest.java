// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.kinds.NeedsProgram;
import dev.kubeuser.kinds.RunsOnce;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The helm on the {@code PATH}; in CI it is version 3. */
@RunsOnce
class HelmChartTest extends AbstractHelmChartTest {

    @RegisterExtension
    static final NeedsProgram HELM = new NeedsProgram("helm");

    HelmChartTest() {
        super(HELM.program());
    }
}
