// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.reflect.TypeToken;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.cluster.Cluster;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestCondition;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestStatus;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** Approving and denying, beside others who do so, as {@code kubectl certificate} does. */
@KubeCluster
class ApprovalTest {

    /** How many users get certificates beside an approver; {@code -Dtest.flows=1000} for a long run. */
    private static final int FLOWS = Integer.getInteger("test.flows", 100);

    private static final int AT_ONCE = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void what_somebody_else_approved_is_approved(@KubeUser("before") CertificateFlow flow, @KubeAdmin KubeAccess admin)
            throws ApiException {
        flow.generate();
        new Approver(admin).approve(flow.submit());
        flow.approve("Late", "too late");
        flow.await();
        assertThat(flow.certificateSigningRequest().getStatus().getConditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.getReason()).isEqualTo("Approver"));
        assertThat(flow.extract().userName()).isEqualTo("before");
    }

    @Test
    void what_is_issued_can_be_approved_once_more(@KubeUser("twice") CertificateFlow flow) {
        flow.run();
        flow.approve();
        assertThat(flow.state().condition()).isEqualTo("Approved,Issued");
        assertThat(flow.extract().userName()).isEqualTo("twice");
    }

    @Test
    void what_is_denied_can_be_denied_once_more_and_never_be_approved(@KubeUser("denied") CertificateFlow flow) {
        flow.generate();
        flow.submit();
        flow.deny("First", "no");
        flow.deny("Second", "no, no");
        assertThat(flow.certificateSigningRequest().getStatus().getConditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.getReason()).isEqualTo("First"));
        assertThatThrownBy(flow::approve)
                .isInstanceOf(CredentialException.class)
                .hasMessageContainingAll(
                        "approving the CertificateSigningRequest " + flow.name(),
                        "which is denied already,",
                        "refused by the API server with 422",
                        "status.conditions: Invalid value");
        assertThat(flow.state().condition()).isEqualTo("Denied");
    }

    @Test
    void what_is_approved_can_not_be_denied(@KubeUser("approved") CertificateFlow flow, @KubeAdmin KubeAccess admin)
            throws ApiException {
        flow.generate();
        new Approver(admin).approve(flow.submit());
        assertThatThrownBy(() -> flow.deny("TooLate", "no"))
                .isInstanceOf(CredentialException.class)
                .hasMessageContainingAll(
                        "denying the CertificateSigningRequest " + flow.name(),
                        "which is approved already,",
                        "refused by the API server with 422",
                        "status.conditions: Invalid value");
        flow.await();
        assertThat(flow.extract().userName()).isEqualTo("approved");
    }

    /** Each step meets objects that have changed, and approvals that are there already. */
    @Test
    void many_flows_beside_an_approver(Cluster cluster, @KubeAdmin KubeAccess admin) throws Exception {
        Approver approver = new Approver(admin);
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE + 1);
        try {
            Future<Integer> approving = pool.submit(approver);
            List<Future<ClientCredential>> issued = new ArrayList<>();
            for (int i = 0; i < FLOWS; i++) {
                UserSpec user = UserSpec.named("beside-" + i).withKey(KeyAlgorithm.ECDSA_P256);
                boolean late = i % 3 == 0;
                issued.add(pool.submit(() -> run(cluster, user, late)));
            }
            for (int i = 0; i < FLOWS; i++) {
                assertThat(issued.get(i).get().userName()).isEqualTo("beside-" + i);
            }
            approver.stop();
            assertThat(approving.get()).as("approvals of the other one").isGreaterThanOrEqualTo(FLOWS / 3);
        } finally {
            pool.shutdownNow();
        }
    }

    /** One that is late approves what the other one has approved already. */
    private static ClientCredential run(Cluster cluster, UserSpec user, boolean late) {
        try (CertificateFlow flow = new CertificateFlow(cluster, user, PATIENCE)) {
            flow.generate();
            flow.submit();
            if (late) {
                Deadline.in(PATIENCE).await(() -> !flow.state().condition().equals("Pending"));
            }
            flow.approve();
            flow.await();
            return flow.extract();
        }
    }

    /** Before each of the first ten tries somebody else changes the object. */
    @Test
    void conflicts_are_tried_again(Cluster cluster, @KubeAdmin KubeAccess admin) throws ApiException {
        try (CertificateFlow flow = new CertificateFlow(cluster, UserSpec.named("contested"), PATIENCE)) {
            flow.generate();
            flow.submit();
            AtomicInteger tries = new AtomicInteger();
            CertificatesV1Api api = admin.client(CertificatesV1Api.class);
            OkHttpClient slow = admin.httpClient()
                    .newBuilder()
                    .addInterceptor(chain -> {
                        if (tries.incrementAndGet() <= 10) {
                            label(api, flow.name(), "try-" + tries);
                        }
                        return chain.proceed(chain.request());
                    })
                    .build();
            flow.by(new Slow(slow, admin.baseUrl())).approve();
            assertThat(tries).hasValue(11);
            flow.await();
            assertThat(flow.extract().userName()).isEqualTo("contested");
        }
    }

    private record Slow(OkHttpClient httpClient, HttpUrl baseUrl) implements CertificateFlow.Caller {
        @Override
        public String name() {
            return "a slow one";
        }
    }

    private static void label(CertificatesV1Api api, String name, String label) throws IOException {
        try {
            V1CertificateSigningRequest request =
                    api.readCertificateSigningRequest(name).execute();
            request.getMetadata().putLabelsItem("try", label);
            api.replaceCertificateSigningRequest(name, request).execute();
        } catch (ApiException refusal) {
            throw new IOException(refusal.getResponseBody(), refusal);
        }
    }

    /** Approves each request of these flows as soon as it sees it, as a controller in the cluster may. */
    private static final class Approver implements Callable<Integer> {

        private static final Type EVENT = new TypeToken<Watch.Response<V1CertificateSigningRequest>>() {}.getType();

        private final ApiClient client;
        private final CertificatesV1Api api;
        private final Call watching;
        private int met;

        Approver(KubeAccess admin) throws ApiException {
            this.client = admin.apiClient().setReadTimeout(0);
            this.api = new CertificatesV1Api(client);
            this.watching = api.listCertificateSigningRequest().watch(true).buildCall(null);
        }

        /** How many requests it changed under the hands of others. */
        @Override
        public Integer call() throws Exception {
            try (Watch<V1CertificateSigningRequest> events = Watch.createWatch(client, watching, EVENT)) {
                events.forEach(event -> see(event.object));
            } catch (RuntimeException broken) {
                assertThat(watching.isCanceled()).as(broken.toString()).isTrue();
            }
            return met;
        }

        private void see(V1CertificateSigningRequest request) {
            SigningRequest seen = SigningRequest.of(request);
            if (!seen.name().startsWith("kubeuser-beside-") || seen.has(SigningRequest.APPROVED) || seen.isFinal()) {
                return;
            }
            try {
                approve(request);
                met++;
            } catch (ApiException beaten) {
                assertThat(beaten.getCode()).as(beaten.getResponseBody()).isIn(404, 409, 422);
            }
        }

        void stop() {
            watching.cancel();
        }

        void approve(V1CertificateSigningRequest request) throws ApiException {
            List<V1CertificateSigningRequestCondition> conditions = new ArrayList<>();
            if (request.getStatus().getConditions() != null) {
                conditions.addAll(request.getStatus().getConditions());
            }
            conditions.add(new V1CertificateSigningRequestCondition()
                    .type("Approved")
                    .status("True")
                    .reason("Approver")
                    .message("approved by the cluster's approver"));
            request.setStatus(new V1CertificateSigningRequestStatus().conditions(conditions));
            api.replaceCertificateSigningRequestApproval(request.getMetadata().getName(), request)
                    .execute();
        }
    }
}
