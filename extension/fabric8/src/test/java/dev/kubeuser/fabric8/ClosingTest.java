// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.run.KubeSession;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.impl.BaseClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Clients are closed with the scope that they were injected into, and not before. */
@KubeUser("clara")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClosingTest {

    private static final List<KubernetesClient> OF_FIRST_TEST = new ArrayList<>();

    @KubeUser("clara")
    static KubernetesClient ofClass;

    @KubeUser("clara")
    KubernetesClient ofInstance;

    private final KubernetesClient ofConstructor;

    ClosingTest(@KubeUser("clara") KubernetesClient ofConstructor) {
        this.ofConstructor = ofConstructor;
    }

    @BeforeAll
    static void forget() {
        OF_FIRST_TEST.clear();
    }

    private static boolean isClosed(KubernetesClient client) {
        return client.adapt(BaseClient.class).getHttpClient().isClosed();
    }

    @Test
    @Order(1)
    void is_open_in_its_test(KubernetesClient ofTest) {
        OF_FIRST_TEST.addAll(List.of(ofConstructor, ofInstance, ofTest));
        assertThat(OF_FIRST_TEST).noneMatch(ClosingTest::isClosed);
    }

    @Test
    @Order(2)
    void is_closed_with_its_test() {
        assertThat(OF_FIRST_TEST).hasSize(3).allMatch(ClosingTest::isClosed);
        assertThat(isClosed(ofClass)).isFalse();
        assertThat(isClosed(ofInstance)).isFalse();
        assertThat(isClosed(ofConstructor)).isFalse();
    }

    @Test
    @Order(3)
    void is_closed_with_the_access_it_was_made_of() {
        KubernetesClient client;
        try (KubeSession session = KubeSession.start()) {
            KubeAccess access = session.user("clara");
            client = access.inNamespace("kube-system").client(KubernetesClient.class);
            assertThat(client.getNamespace()).isEqualTo("kube-system");
            assertThat(isClosed(client)).isFalse();
        }
        assertThat(isClosed(client)).isTrue();
    }

    @AfterAll
    static void the_client_of_the_class_outlives_its_tests() {
        assertThat(isClosed(ofClass)).isFalse();
    }
}
