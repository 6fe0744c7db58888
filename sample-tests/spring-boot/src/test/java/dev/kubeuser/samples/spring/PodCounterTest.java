package dev.kubeuser.samples.spring;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;

/** A bean of an application, with users of a cluster: JUnit gives the test both. */
@SpringBootTest(classes = PodCounterTest.Application.class)
class PodCounterTest {

    @Autowired
    private PodCounter counter;

    @Test
    void counts_pods_for_who_may_list_them(@KubeAdmin ApiClient admin) throws ApiException {
        assertThat(counter.podsIn("default", admin)).isZero();
    }

    @Test
    void tells_who_may_not(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice).cannot(list("pods").in("default"));
        assertThatThrownBy(() -> counter.podsIn("default", alice.apiClient()))
                .isInstanceOf(ApiException.class)
                .extracting(refusal -> ((ApiException) refusal).getCode())
                .isEqualTo(403);
    }

    /** The application under test. */
    @SpringBootApplication
    static class Application {

        @Bean
        PodCounter podCounter() {
            return new PodCounter();
        }
    }

    /** Its bean. */
    static class PodCounter {

        int podsIn(String namespace, ApiClient client) throws ApiException {
            return new CoreV1Api(client)
                    .listNamespacedPod(namespace)
                    .execute()
                    .getItems()
                    .size();
        }
    }
}
