// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.testkit.LoggedLines;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way to a certificate, all its states and all its dead ends, on a real API server with the real signer. */
@KubeCluster
class FlowTest {

    private static final Duration SHORT = Duration.ofMillis(700);

    private static UserSpec user(String name) {
        return UserSpec.named(name).withKey(KeyAlgorithm.ECDSA_P256).withExpiration(Duration.ofHours(1));
    }

    @Test
    void step_by_step(@KubeUser(value = "carol", groups = "ops") CertificateFlow flow, @KubeAdmin KubeAccess admin)
            throws ApiException {
        assertThat(flow.generate().requestPem()).startsWith("-----BEGIN CERTIFICATE REQUEST-----");
        var created = flow.submit();
        assertThat(created.getMetadata().getName()).matches("kubeuser-carol-[a-z0-9]+");
        assertThat(new String(created.getSpec().getRequest(), StandardCharsets.US_ASCII))
                .isEqualTo(flow.requestPem());

        var pending = flow.state();
        assertThat(pending.name()).isEqualTo(flow.name());
        assertThat(pending.age()).matches("\\d+s");
        assertThat(pending.signerName()).isEqualTo("kubernetes.io/kube-apiserver-client");
        assertThat(pending.requestor()).isEqualTo(admin.name());
        assertThat(pending.requestedDuration()).isEqualTo("24h");
        assertThat(pending.condition()).isEqualTo("Pending");

        flow.approve("Reviewed", "looks good");
        flow.await();
        assertThat(flow.state().condition()).isEqualTo("Approved,Issued");
        assertThat(flow.certificateSigningRequest().getStatus().getConditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.getReason()).isEqualTo("Reviewed"));

        ClientCredential credential = flow.extract();
        assertThat(credential.userName()).isEqualTo("carol");
        assertThat(credential.groups()).containsExactly("ops");
    }

    @Test
    void steps_out_of_order_name_the_missing_one(@KubeUser("early") CertificateFlow flow) {
        assertThatThrownBy(flow::submit)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("generate()");
        assertThatThrownBy(flow::approve).hasMessageContaining("submit()");
        assertThatThrownBy(flow::state).hasMessageContaining("submit()");
        flow.generate();
        flow.submit();
        assertThatThrownBy(flow::extract).hasMessageContaining("await()");
    }

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void every_key_algorithm_authenticates(KeyAlgorithm key, Cluster cluster) throws ApiException {
        UserSpec user = UserSpec.named("key-" + key).withKey(key).withExpiration(Duration.ofHours(1));
        try (CertificateFlow flow = new CertificateFlow(cluster, user, Duration.ofSeconds(30));
                KubeAccess access = KubeAccess.connect(cluster, flow.run())) {
            assertThat(Whoami.name(access)).isEqualTo("key-" + key);
            assertThat(access.get("/healthz").body()).isEqualTo("ok");
        }
    }

    @Test
    void denied(@KubeUser("denied") CertificateFlow flow) {
        flow.generate();
        flow.submit();
        flow.deny("NotOnTheList", "ask the platform team");
        assertThat(flow.state().condition()).isEqualTo("Denied");
        assertThatThrownBy(flow::await)
                .isInstanceOf(CredentialException.class)
                .hasMessageContainingAll(flow.name(), "was denied", "Denied (NotOnTheList: ask the platform team)")
                .hasMessageContaining("What to do");
    }

    @Test
    void failed_by_the_signer(@KubeUser("failed") CertificateFlow flow) {
        flow.generate();
        flow.submit(csr -> csr.getSpec().setUsages(List.of("server auth")));
        flow.approve();
        assertThatThrownBy(flow::await)
                .isInstanceOf(CredentialException.class)
                .hasMessageContainingAll(
                        "was approved, but its signer failed it",
                        "Failed (SignerValidationFailure",
                        "must ask for the usage \"client auth\"");
        assertThat(flow.state().condition()).isEqualTo("Approved,Failed");
    }

    @Test
    void failed_by_another_signer(@KubeUser("failed-by-another") CertificateFlow flow) {
        flow.generate();
        flow.submit(csr -> {
            csr.getSpec().setSignerName("kubernetes.io/kube-apiserver-client-kubelet");
            csr.getSpec().setUsages(List.of("client auth", "digital signature"));
        });
        flow.approve();
        assertThatThrownBy(flow::await)
                .isInstanceOf(CredentialException.class)
                .hasMessageContainingAll(
                        "(signer kubernetes.io/kube-apiserver-client-kubelet) was approved, but its signer failed it",
                        "look up which subjects, usages and durations this signer takes")
                .hasMessageNotContaining("must ask for the usage");
    }

    @Test
    void approved_but_never_issued(Cluster cluster) {
        UserSpec user = user("unsigned");
        try (CertificateFlow flow = new CertificateFlow(cluster, user, SHORT)) {
            flow.generate();
            flow.submit(csr -> csr.getSpec().setSignerName("example.com/nobody"));
            assertThatThrownBy(flow::await).hasMessageContainingAll("was neither approved nor denied within 0.7 s");
            flow.approve();
            assertThatThrownBy(flow::await)
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll(
                            "was approved, but no certificate was issued within 0.7 s",
                            "Approved (KubeuserApprove",
                            "either the signer of example.com/nobody is not running yet",
                            "or nobody in this cluster signs for it",
                            "Via.IMPERSONATION",
                            "kubeuser.csr-timeout");
        }
    }

    @Test
    void who_is_waited_for_is_told_after_five_seconds(Cluster cluster) {
        UserSpec user = user("waiting");
        try (LoggedLines logged = LoggedLines.open();
                CertificateFlow flow = new CertificateFlow(cluster, user, Duration.ofSeconds(10))) {
            flow.generate();
            flow.submit(csr -> csr.getSpec().setSignerName("example.com/nobody"));
            flow.approve();
            assertThatThrownBy(flow::await).hasMessageContaining("no certificate was issued within 10.0 s");
            assertThat(logged.containing("still waiting"))
                    .contains(
                            "kubeuser: still waiting for the signer example.com/nobody to issue the certificate of the"
                                    + " user \"waiting\"; at most 10.0 s, which kubeuser.csr-timeout changes");
        }
    }

    @Test
    void refused_by_the_server(@KubeUser("refused") CertificateFlow flow) {
        flow.generate();
        assertThatThrownBy(() -> flow.submit(csr -> csr.getSpec().setExpirationSeconds(599)))
                .isInstanceOf(CredentialException.class)
                .hasMessageContainingAll("creating a CertificateSigningRequest", "422", "expirationSeconds");
        flow.submit();
        assertThatThrownBy(() -> flow.submit(flow.name())).hasMessageContainingAll("409", "already exists");
    }

    @Test
    void request_is_deleted_when_the_flow_closes(Cluster cluster, @KubeAdmin CertificatesV1Api certificates)
            throws ApiException {
        UserSpec user = user("gone");
        String name;
        try (CertificateFlow flow = new CertificateFlow(cluster, user, Duration.ofSeconds(30))) {
            flow.run();
            name = flow.name();
            assertThat(certificates.readCertificateSigningRequest(name).execute())
                    .isNotNull();
        }
        assertThatThrownBy(
                        () -> certificates.readCertificateSigningRequest(name).execute())
                .isInstanceOfSatisfying(
                        ApiException.class, gone -> assertThat(gone.getCode()).isEqualTo(404));
    }

    @Test
    void nothing_but_the_certificate_is_left_of_a_declared_user(
            @KubeUser("declared-user") KubeAccess access, @KubeAdmin CertificatesV1Api certificates)
            throws ApiException {
        var csr = access.certificateSigningRequest().orElseThrow();
        assertThat(csr.getMetadata().getName()).startsWith("kubeuser-declared-user-");
        assertThat(certificates.listCertificateSigningRequest().execute().getItems())
                .noneMatch(left ->
                        left.getMetadata().getName().equals(csr.getMetadata().getName()));
    }

    @Test
    void masters_are_refused_by_admission(Cluster cluster) {
        UserSpec user = user("alice");
        try (CertificateFlow flow = new CertificateFlow(cluster, user, Duration.ofSeconds(30))) {
            flow.generate(user.key().generate(), CertificateTemplate.of(user).withOrganizations("system:masters"));
            assertThatThrownBy(flow::submit)
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll("refused by the API server with 403", "system:masters");
        }
    }

    @Test
    void certificate_for_somebody_else_is_not_taken(Cluster cluster) {
        UserSpec user = user("alice").withGroups("ops");
        try (CertificateFlow flow = new CertificateFlow(cluster, user, Duration.ofSeconds(30))) {
            flow.generate();
            CertificateTemplate mallory = CertificateTemplate.of(UserSpec.named("mallory"));
            String other = mallory.request(mallory.subject(), user.key(), flow.keyPair());
            flow.submit(csr -> csr.getSpec().setRequest(other.getBytes(StandardCharsets.US_ASCII)));
            flow.approve();
            flow.await();
            assertThatThrownBy(flow::extract)
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll("user \"alice\" with groups [ops]", "its subject is CN=mallory");
        }
    }
}
