// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import static dev.kubeuser.run.DenialMode.FAIL;
import static dev.kubeuser.samples.operator.Pages.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeDenials;
import dev.kubeuser.KubeHelmChart;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator does its work with the rights that its chart gives its ServiceAccount. */
@KubeHelmChart(value = "${chart:-chart}", release = "webpage-operator", namespace = "webpages")
@KubeServiceAccount("webpages/webpage-operator")
@KubeDenials(FAIL)
class WebPageOperatorTest {

    private final Operator operator;
    private final Pages pages;

    WebPageOperatorTest(
            @KubeServiceAccount("webpages/webpage-operator") KubernetesClient account,
            @KubeAdmin KubernetesClient admin,
            @KubeNamespace String namespace) {
        operator = WebPageOperator.create(account, WebPageOperatorTest::stayAlive);
        pages = new Pages(admin, namespace);
    }

    /** When a watch is refused, the SDK ends the JVM, and the tests with it. */
    private static void stayAlive(ConfigurationServiceOverrider settings) {
        settings.withInformerStoppedHandler((informer, failure) -> {});
    }

    @BeforeEach
    void start() {
        operator.start();
    }

    @AfterEach
    void stop() {
        operator.stop();
        pages.clear();
    }

    @Test
    void a_page_is_served() {
        pages.create("hello", "<p>Hello</p>");

        eventually(() -> pages.assertServed("hello", "<p>Hello</p>"));
        eventually(() -> assertThat(pages.events("hello")).contains("Served"));
    }

    @Test
    void a_change_is_served() {
        pages.create("changing", "<p>Before</p>");
        eventually(() -> pages.assertServed("changing", "<p>Before</p>"));

        pages.change("changing", "<p>After</p>");

        eventually(() -> pages.assertServed("changing", "<p>After</p>"));
    }

    @Test
    void a_page_goes_with_all_that_serves_it() {
        pages.create("leaving", "<p>Bye</p>");
        eventually(() -> pages.assertServed("leaving", "<p>Bye</p>"));
        assertThat(pages.get("leaving").getMetadata().getFinalizers()).hasSize(1);

        pages.delete("leaving");

        eventually(() -> pages.assertGone("leaving"));
        assertThat(pages.events("leaving")).contains("Served", "Removed");
    }
}
