// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeAnonymous;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.access.internal.RequestListener.SentRequest;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every request of every injected client has an Audit-ID, which the server takes; who listens hears of it in its
 * thread.
 */
@KubeUser(value = "ida", groups = "stamped")
class AuditIdTest {

    private final List<SentRequest> sent = new ArrayList<>();

    @BeforeEach
    void listen(@KubeUser("ida") KubeAccess ida) {
        Thread caller = Thread.currentThread();
        RequestListener.listen(ida.cluster(), request -> {
            if (Thread.currentThread() == caller
                    && request.url().encodedPath().startsWith("/api/v1/namespaces/audit-id/")) {
                sent.add(request);
            }
        });
    }

    private static String path(String resource) {
        return "/api/v1/namespaces/audit-id/" + resource;
    }

    private SentRequest only() {
        assertThat(sent).hasSize(1);
        return sent.get(0);
    }

    @Test
    void requests_by_path_have_one(@KubeUser("ida") KubeAccess ida) {
        KubeResponse answer = ida.get(path("secrets") + "?limit=1");
        assertThat(only().auditId())
                .isEqualTo(answer.header("Audit-Id"))
                .startsWith("kubeuser-" + ManagedCluster.of(ida.cluster()).run().id() + "-");
        assertThat(ManagedCluster.of(ida.cluster()).run().isOwn(only().auditId()))
                .isTrue();
        assertThat(only().answer()).isEqualTo(answer);
        assertThat(only().user().name()).isEqualTo("ida");
        assertThat(only().user().groups()).containsExactly("stamped", "system:authenticated");
        assertThat(only().method() + " " + only().url().encodedPath() + "?"
                        + only().url().encodedQuery())
                .isEqualTo(answer.request());
    }

    @Test
    void so_have_those_of_http_clients(@KubeUser("ida") OkHttpClient http, @KubeUser("ida") KubeAccess ida)
            throws IOException {
        Request request = new Request.Builder().url(ida.url(path("pods"))).build();
        try (var answer = http.newCall(request).execute()) {
            assertThat(answer.body().string()).as("the body is still there").contains("cannot list");
            assertThat(only().auditId()).isEqualTo(answer.header("Audit-Id"));
        }
    }

    @Test
    void so_have_those_of_the_official_client(@KubeUser("ida") CoreV1Api core) {
        ApiException refusal = catchThrowableOfType(
                ApiException.class, () -> core.listNamespacedPod("audit-id").execute());
        assertThat(refusal.getResponseHeaders().get("audit-id")).containsExactly(only().auditId());
        assertThat(only().answer().code()).isEqualTo(403);
    }

    @Test
    void so_have_those_of_others(
            @KubeServiceAccount("audit-id-test/robot") KubeAccess robot, @KubeAnonymous KubeAccess nobody) {
        robot.get(path("pods"));
        nobody.get(path("pods"));
        assertThat(sent)
                .extracting(sent -> sent.user().name())
                .containsExactly("system:serviceaccount:audit-id-test:robot", "system:anonymous");
    }

    @Test
    void one_of_the_caller_stays(@KubeUser("ida") KubeAccess ida) {
        Request request = new Request.Builder()
                .url(ida.url(path("pods")))
                .header("Audit-ID", "of-the-caller")
                .build();
        assertThat(ida.send(request).header("Audit-Id")).isEqualTo("of-the-caller");
        assertThat(only().auditId()).isEqualTo("of-the-caller");
    }

    /** With the groups that the API server adds. */
    @ParameterizedTest
    @CsvSource({
        "igor,",
        "igor, guests",
        "igor, system:authenticated",
        "igor, system:unauthenticated system:authenticated",
        "system:serviceaccount:ci:robot,",
        "system:serviceaccount:ci:robot, guests",
        "system:serviceaccount:ci,",
        "system:anonymous, system:authenticated"
    })
    void whom_somebody_impersonates_is_named(String userName, @Nullable String groups, Cluster cluster)
            throws ApiException {
        Set<String> named = groups == null ? Set.of() : Set.of(groups.split(" "));
        try (KubeAccess other = KubeAccess.impersonate(cluster, userName, named)) {
            other.get(path("pods"));
            UserInfo known = WhoAmI.ask(ApiRequests.of(other.apiClient()));
            assertThat(only().user().name()).isEqualTo(known.name());
            assertThat(only().user().groups()).containsExactlyInAnyOrderElementsOf(new LinkedHashSet<>(known.groups()));
        }
    }

    @Test
    void those_of_the_administrator_have_one_and_nobody_hears_of_them(@KubeAdmin KubeAccess admin) throws IOException {
        Request request = new Request.Builder().url(admin.url(path("pods"))).build();
        List<String> ids = new ArrayList<>();
        OkHttpClient watched = admin.httpClient()
                .newBuilder()
                .addNetworkInterceptor(chain -> {
                    ids.addAll(chain.request().headers("Audit-ID"));
                    return chain.proceed(chain.request());
                })
                .build();
        watched.newCall(request).execute().close();
        assertThat(ids).hasSize(1);
        assertThat(sent).isEmpty();
    }

    @Test
    void listener_that_throws_costs_the_caller_nothing(@KubeUser("ida") KubeAccess ida) {
        Thread caller = Thread.currentThread();
        RequestListener.listen(ida.cluster(), request -> {
            if (Thread.currentThread() == caller && request.url().encodedPath().equals(path("configmaps"))) {
                throw new IllegalStateException("made to fail");
            }
        });
        List<SentRequest> later = Collections.synchronizedList(new ArrayList<>());
        RequestListener.listen(ida.cluster(), later::add);
        KubeResponse answer = ida.get(path("configmaps"));
        assertThat(answer.code()).isEqualTo(403);
        assertThat(answer.body()).contains("cannot list");
        assertThat(later).extracting(SentRequest::auditId).contains(answer.header("Audit-Id"));
    }
}
