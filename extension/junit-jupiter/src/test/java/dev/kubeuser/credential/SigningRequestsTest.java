// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;

/** What comes between a request and its certificate. */
class SigningRequestsTest {

    private final AtomicInteger watches = new AtomicInteger();

    /** The administrator's requests, whose watches end as soon as they begin. */
    private ApiRequests breaking(Cluster cluster) {
        ApiRequests admin = ManagedCluster.of(cluster).adminRequests();
        return admin.by(
                admin.http().newBuilder().addInterceptor(this::breakWatches).build());
    }

    private Response breakWatches(Interceptor.Chain chain) throws IOException {
        Response answer = chain.proceed(chain.request());
        if (!"true".equals(chain.request().url().queryParameter("watch"))) {
            return answer;
        }
        watches.incrementAndGet();
        answer.close();
        return answer.newBuilder()
                .body(ResponseBody.create("", MediaType.get("application/json")))
                .build();
    }

    /** The bound holds on any machine: a slower one watches less often. */
    @Test
    void watches_that_break_at_once_do_not_flood_the_server(
            @KubeUser("patient") CertificateFlow flow, Cluster cluster) {
        flow.generate();
        SigningRequest request = SigningRequest.of(flow.submit());
        assertThat(new SigningRequests(breaking(cluster), null)
                        .await(request, Duration.ofSeconds(1))
                        .isFinal())
                .isFalse();
        assertThat(watches).hasValueBetween(1, 11);
    }

    @Test
    void certificate_is_found_without_a_watch(@KubeUser("patient") CertificateFlow flow, Cluster cluster) {
        flow.generate();
        flow.submit();
        flow.approve();
        assertThat(new SigningRequests(breaking(cluster), null)
                        .await(SigningRequest.of(flow.lastSeen()), Duration.ofSeconds(30))
                        .isIssued())
                .isTrue();
    }
}
