package dev.kubeuser.manifest;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.Helm;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Helm 4, on the {@code PATH} as {@code helm4}. */
@RunsOnce
class Helm4ChartTest extends AbstractHelmChartTest {

    @RegisterExtension
    static final Helm HELM = new Helm("helm4");

    Helm4ChartTest() {
        super(HELM.program());
    }
}
