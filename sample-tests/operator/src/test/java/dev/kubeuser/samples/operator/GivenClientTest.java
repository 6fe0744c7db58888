// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import static dev.kubeuser.run.DenialMode.FAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeDenials;
import dev.kubeuser.KubeHelmChart;
import dev.kubeuser.KubeServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.junit.LocallyRunOperatorExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Why the SDK's own extension is not given the operator's client: it would apply the definitions with it. */
class GivenClientTest {

    @TempDir
    private Path report;

    @KubeHelmChart(value = "chart", release = "webpage-operator", namespace = "webpages")
    @KubeServiceAccount("webpages/webpage-operator")
    @KubeDenials(FAIL)
    static class GivenClientCase {

        @RegisterExtension
        final LocallyRunOperatorExtension operator;

        GivenClientCase(
                @KubeServiceAccount("webpages/webpage-operator") KubernetesClient account,
                @KubeAdmin KubernetesClient admin) {
            operator = LocallyRunOperatorExtension.builder()
                    .withInfrastructureKubernetesClient(admin)
                    .withKubernetesClient(account)
                    .withAdditionalCRD("chart/crds/webpages.yaml")
                    .withReconciler(new WebPageReconciler())
                    .build();
        }

        @Test
        void starts() {
            assertThat(operator.getNamespace()).isNotEmpty();
        }
    }

    @Test
    void the_denial_names_the_definition() throws IOException {
        assertThat(ChartRun.failure(Files.createDirectories(report), GivenClientCase.class, "starts"))
                .contains("ServiceAccount webpages/webpage-operator may not ", " customresourcedefinitions");
    }
}
