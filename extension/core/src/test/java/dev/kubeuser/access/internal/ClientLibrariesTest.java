// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.ClientLibrary;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ClientLibraries.OfficialClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which library offers what, and what is said if none does or several do. */
class ClientLibrariesTest {

    private final ClientLibraries libraries =
            new ClientLibraries(List.of(new OfficialClient(), new Offering("one"), new Offering("two")));

    /** Offers the JDK's client. */
    private record Offering(String artifact) implements ClientLibrary {

        @Override
        public Set<Class<?>> types() {
            return Set.of(HttpClient.class);
        }

        @Override
        public Object create(Class<?> type, KubeAccess access) {
            return HttpClient.newHttpClient();
        }

        @Override
        public Optional<KubeResponse> answer(Throwable thrown) {
            return Optional.empty();
        }
    }

    @Test
    void one_library_offers_a_type() {
        assertThat(libraries.obstacle(CoreV1Api.class)).isEmpty();
        assertThat(libraries.offer(CoreV1Api.class)).isTrue();
    }

    @Test
    void several_libraries_offer_a_type() {
        assertThat(libraries.obstacle(HttpClient.class))
                .contains("several artifacts on the class path offer it: one and two; keep one of them");
    }

    @Test
    void no_library_offers_a_type() {
        assertThat(libraries.offer(String.class)).isFalse();
        assertThat(libraries.obstacle(String.class)).isEmpty();
        assertThat(libraries.types())
                .isEqualTo(
                        "ApiClient, the generated API classes such as CoreV1Api, HttpClient (one), HttpClient (two)");
    }

    @Test
    void an_exception_stands_for_an_answer_by_its_cause() {
        ApiException refused = new ApiException(403, Map.of("Audit-Id", List.of("kubeuser-1")), "{}");
        assertThat(libraries.answer(new IllegalStateException("wrapped", refused)))
                .contains(KubeResponse.of(
                        "a request of the official client", 403, Map.of("audit-id", List.of("kubeuser-1")), "{}"));
        assertThat(libraries.answer(new ApiException("no answer"))).isEmpty();
        assertThat(libraries.answer(new AssertionError("of a test", refused))).isEmpty();
        assertThat(libraries.answer(null)).isEmpty();
    }
}
