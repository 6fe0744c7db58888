package dev.kubeuser.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.Kubeconfig;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.Config;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** An application whose own client reads a kubeconfig, under the policy that it has in production. */
@SpringBootTest(classes = PodCountTest.Application.class)
@KubeManifests({"../policies/namespaces.yaml", "../policies/developers.yaml"})
class PodCountTest {

    @KubeUser(value = "app", groups = "developers")
    private static Kubeconfig app;

    @DynamicPropertySource
    static void kubeconfig(DynamicPropertyRegistry properties) {
        properties.add("app.kubeconfig", () -> app.file().toString());
    }

    @Autowired
    private CoreV1Api core;

    @Test
    void the_application_sees_its_namespace_and_no_other() throws ApiException {
        assertThat(core.listNamespacedPod("dev").execute().getItems()).isEmpty();
        assertThatThrownBy(() -> core.listNamespacedPod("ci").execute())
                .isInstanceOfSatisfying(ApiException.class, refusal -> assertThat(refusal.getCode())
                        .isEqualTo(403));
    }

    /** The application under test. */
    @SpringBootApplication
    static class Application {

        @Bean
        ApiClient kubernetes(@Value("${app.kubeconfig}") String kubeconfig) throws IOException {
            return Config.fromConfig(kubeconfig);
        }

        @Bean
        CoreV1Api core(ApiClient kubernetes) {
            return new CoreV1Api(kubernetes);
        }
    }
}
