package dev.kubeuser.samples.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A suite of Quarkus. Nothing in it is kubeuser's. */
@QuarkusTest
class GreetingsTest {

    @Inject
    Greetings greetings;

    @Inject
    KubernetesClient kubernetes;

    @Test
    void greets_as_the_config_map_says() {
        assertEquals("Hello", greetings.in("default"));
        kubernetes
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("greeting")
                        .endMetadata()
                        .addToData("text", "Ahoy")
                        .build())
                .inNamespace("default")
                .create();

        assertEquals("Ahoy", greetings.in("default"));
    }

    @Test
    void the_api_server_is_a_real_one() {
        assertEquals(
                422,
                assertThrows(KubernetesClientException.class, () -> kubernetes
                                .resource(new ConfigMapBuilder()
                                        .withNewMetadata()
                                        .withName("Not a name")
                                        .endMetadata()
                                        .build())
                                .inNamespace("default")
                                .create())
                        .getCode());
    }
}
