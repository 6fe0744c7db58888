// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** The tokens are real, and a real API server checks them; only the clock that says when they end is moved on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RunsOnce
class SubjectAccessTest {

    private static final Duration EXPIRATION = Duration.ofMinutes(10);

    private final SharedCluster cluster =
            new SharedCluster(() -> Clusters.start(ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED)));
    private final List<String> sent = new ArrayList<>();
    private ServiceAccounts accounts;
    private ServiceAccountSpec account;
    private SubjectAccess subject;
    private KubeAccess access;
    private Instant now;

    @BeforeAll
    void provide() {
        accounts = new ServiceAccounts(cluster.await());
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @BeforeEach
    void request(TestInfo test) {
        sent.clear();
        now = Instant.now();
        InstantSource clock = () -> now;
        String name = test.getTestMethod().orElseThrow().getName().replace('_', '-');
        account = ServiceAccountSpec.named("default", name).withExpiration(EXPIRATION);
        subject = SubjectAccess.of(account, cluster, false, () -> accounts, clock);
        access = subject.access();
    }

    @Test
    void token_is_used_for_four_fifths_of_its_life() {
        BearerToken first = access.token();
        now = now.plusSeconds(470);
        assertThat(access.token()).isEqualTo(first);
        now = now.plusSeconds(20);
        assertThat(access.token().token()).isNotEqualTo(first.token());
    }

    @Test
    void injected_clients_go_on_with_a_new_token() throws ApiException, IOException {
        ApiClient made = access.apiClient();
        ApiClient official = made.setHttpClient(recording(made.getHttpClient()));
        OkHttpClient plain = recording(access.httpClient());
        String first = access.token().token();

        assertThat(Whoami.of(official).getUsername()).isEqualTo(account.userName());
        now = now.plusSeconds(550); // a token of the server's time is not at its end yet
        assertThat(Whoami.of(official).getUsername()).isEqualTo(account.userName());
        plain.newCall(new Request.Builder().url(access.url("/version")).build())
                .execute()
                .close();

        assertThat(sent).hasSize(3).first().isEqualTo("Bearer " + first);
        assertThat(sent.subList(1, 3)).doesNotContain("Bearer " + first).containsOnly(sent.get(2));
    }

    @Test
    void token_stays_if_the_account_is_gone() throws ApiException {
        String first = access.token().token();
        new CoreV1Api(cluster.await().adminClient())
                .deleteNamespacedServiceAccount(account.name(), account.namespace())
                .execute();
        now = now.plus(EXPIRATION);

        assertThat(access.token().token()).isEqualTo(first);
        // The API server hears of it from a watch, and remembers for ten seconds that it accepted a token.
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> access.get("/version").code() == 401);
    }

    /** Network interceptors see requests as they are sent. */
    private OkHttpClient recording(OkHttpClient client) {
        return client.newBuilder()
                .addNetworkInterceptor(chain -> {
                    sent.add(chain.request().header("Authorization"));
                    return chain.proceed(chain.request());
                })
                .build();
    }
}
