// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import static dev.kubeuser.run.DenialMode.FAIL;
import static dev.kubeuser.samples.operator.Pages.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeDenials;
import dev.kubeuser.KubeHelmChart;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.Kubeconfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.junit.LocallyRunOperatorExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.util.RestoreSystemProperties;

/**
 * The SDK's own extension for tests: it makes a namespace and the definition as the administrator, and its operator is
 * the ServiceAccount.
 */
@KubeHelmChart(value = "${chart:-chart}", release = "webpage-operator", namespace = "webpages")
@KubeServiceAccount("webpages/webpage-operator")
@KubeDenials(FAIL)
@RestoreSystemProperties
class LocallyRunOperatorTest {

    @RegisterExtension
    final LocallyRunOperatorExtension operator;

    /**
     * By a constructor, for that extension is built before instance fields are injected. It would use a client that it
     * is given for the operator to apply definitions too, so the operator finds its own by the system property.
     */
    LocallyRunOperatorTest(
            @KubeServiceAccount("webpages/webpage-operator") Kubeconfig account, @KubeAdmin KubernetesClient admin) {
        System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, account.file().toString());
        operator = LocallyRunOperatorExtension.builder()
                .withInfrastructureKubernetesClient(admin)
                .withAdditionalCRD("chart/crds/webpages.yaml")
                .withReconciler(new WebPageReconciler())
                .build();
    }

    @AfterEach
    void forget() {
        new Pages(operator.getInfrastructureKubernetesClient(), operator.getNamespace()).clear();
    }

    @Test
    void a_page_is_served() {
        Pages pages = new Pages(operator.getInfrastructureKubernetesClient(), operator.getNamespace());
        pages.create("hello", "<p>Hello</p>");

        eventually(() -> pages.assertServed("hello", "<p>Hello</p>"));
        pages.delete("hello");
        eventually(() -> pages.assertGone("hello"));
        assertThat(operator.getOperator()
                        .getConfigurationService()
                        .getKubernetesClient()
                        .getConfiguration()
                        .getAutoOAuthToken())
                .isNotEmpty();
    }
}
