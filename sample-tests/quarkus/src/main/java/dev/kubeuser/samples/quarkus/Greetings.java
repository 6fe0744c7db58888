package dev.kubeuser.samples.quarkus;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Greets as a ConfigMap says. */
@ApplicationScoped
public class Greetings {

    @Inject
    KubernetesClient kubernetes;

    /** Returns the greeting of a namespace. */
    public String in(String namespace) {
        ConfigMap map =
                kubernetes.configMaps().inNamespace(namespace).withName("greeting").get();
        return map == null ? "Hello" : map.getData().get("text");
    }
}
