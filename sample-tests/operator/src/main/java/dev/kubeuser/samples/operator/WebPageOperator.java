// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.util.function.Consumer;

/** The program in the chart's image. */
public final class WebPageOperator {

    /** The Lease that one of the replicas holds. */
    public static final String LEASE = "webpage-operator";

    private WebPageOperator() {}

    public static void main(String[] arguments) {
        create(new KubernetesClientBuilder().build(), WebPageOperator::elect).start();
    }

    /** The operator, before its start: the tests begin here, with a client of theirs. */
    public static Operator create(KubernetesClient client, Consumer<ConfigurationServiceOverrider> settings) {
        Operator operator = new Operator(configuration -> {
            configuration.withKubernetesClient(client);
            settings.accept(configuration);
        });
        operator.register(new WebPageReconciler());
        return operator;
    }

    private static void elect(ConfigurationServiceOverrider configuration) {
        configuration.withLeaderElectionConfiguration(
                LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                        .build());
    }
}
