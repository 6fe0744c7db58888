package dev.kubeuser.samples.operator;

import dev.kubeuser.access.Kubeconfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** The clients of fabric8 with a subject's credential. */
public final class Fabric8 {

    private Fabric8() {}

    public static KubernetesClient client(Kubeconfig kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig.text());
        config.setClientKeyAlgo("EC");
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
