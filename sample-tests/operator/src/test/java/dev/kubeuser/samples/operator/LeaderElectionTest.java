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
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Of two replicas one works; when it stops, the other does. */
@KubeHelmChart(value = "${chart:-chart}", release = "webpage-operator", namespace = "webpages")
@KubeServiceAccount("webpages/webpage-operator")
@KubeDenials(FAIL)
class LeaderElectionTest {

    private final Operator first;
    private final Operator second;
    private final KubernetesClient admin;

    LeaderElectionTest(
            @KubeServiceAccount("webpages/webpage-operator") KubernetesClient first,
            @KubeServiceAccount("webpages/webpage-operator") KubernetesClient second,
            @KubeAdmin KubernetesClient admin) {
        this.first = replica("first", first);
        this.second = replica("second", second);
        this.admin = admin;
    }

    @Test
    void the_second_replica_takes_over(@KubeNamespace String namespace) {
        Pages pages = new Pages(admin, namespace);
        try {
            first.start();
            eventually(() -> assertThat(leader()).isEqualTo("first"));
            second.start();
            pages.create("early", "<p>Early</p>");
            eventually(() -> pages.assertServed("early", "<p>Early</p>"));
            assertThat(leader()).isEqualTo("first");

            first.stop();

            eventually(() -> assertThat(leader()).isEqualTo("second"));
            pages.create("late", "<p>Late</p>");
            eventually(() -> pages.assertServed("late", "<p>Late</p>"));
        } finally {
            second.stop();
            first.stop();
            pages.clear();
        }
    }

    /** Without {@code exitOnStopLeading} a replica that is stopped ends the JVM, and the tests with it. */
    private static Operator replica(String identity, KubernetesClient account) {
        return WebPageOperator.create(
                account,
                settings -> settings.withLeaderElectionConfiguration(
                        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(WebPageOperator.LEASE)
                                .withLeaseNamespace("webpages")
                                .withIdentity(identity)
                                .withLeaseDuration(Duration.ofSeconds(5))
                                .withRenewDeadline(Duration.ofSeconds(3))
                                .withRetryPeriod(Duration.ofSeconds(1))
                                .withExitOnStopLeading(false)
                                .build()));
    }

    private String leader() {
        return admin.leases()
                .inNamespace("webpages")
                .withName(WebPageOperator.LEASE)
                .require()
                .getSpec()
                .getHolderIdentity();
    }
}
