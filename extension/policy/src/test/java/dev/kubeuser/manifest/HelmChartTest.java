// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.testkit.NeedsProgram;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The helm on the {@code PATH}, which in CI is version 3, and Helm 4, there as {@code helm4}. */
class HelmChartTest {

    @Nested
    class WithHelm extends AbstractHelmChartTest {

        @RegisterExtension
        static final NeedsProgram HELM = new NeedsProgram("helm");

        WithHelm() {
            super(HELM.program());
        }
    }

    @Nested
    class WithHelm4 extends AbstractHelmChartTest {

        @RegisterExtension
        static final NeedsProgram HELM = new NeedsProgram("helm4");

        WithHelm4() {
            super(HELM.program());
        }
    }
}
