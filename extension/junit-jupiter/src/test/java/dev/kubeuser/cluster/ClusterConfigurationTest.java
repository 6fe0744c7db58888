// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.RunsOn;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link KubeCluster} asks for is what the API server does. */
@KubeCluster(
        dedicated = true,
        anonymousAuth = AnonymousAuth.DISABLED,
        extraSans = {"api.example.test", "127.0.0.7"},
        signingDuration = "1h",
        apiserverArguments = {"runtime-config=autoscaling/v1=false"})
@KubeUser(value = "alice", expiration = "1h")
@RunsOn(except = EXISTING, because = "a cluster that is there already is taken as it is")
public class ClusterConfigurationTest {

    @Test
    void anonymous_requests_are_unauthorized(Cluster cluster) {
        try (KubeAccess anonymous = KubeAccess.anonymous(cluster)) {
            assertThat(anonymous.get("/healthz").code()).isEqualTo(401);
        }
    }

    @Test
    void server_certificate_has_the_names(KubeAccess alice) throws IOException, CertificateParsingException {
        assertThat(sansOf(alice))
                .contains("api.example.test", "127.0.0.7")
                .contains("kubernetes", "kubernetes.default", "kubernetes.default.svc")
                .contains("kubernetes.default.svc.cluster.local", "localhost", "127.0.0.1");
    }

    private static List<String> sansOf(KubeAccess alice) throws IOException, CertificateParsingException {
        Request request = new Request.Builder().url(alice.url("/healthz")).build();
        try (Response response = alice.httpClient().newCall(request).execute()) {
            X509Certificate server =
                    (X509Certificate) response.handshake().peerCertificates().get(0);
            Collection<List<?>> names = server.getSubjectAlternativeNames();
            return names.stream().map(name -> String.valueOf(name.get(1))).toList();
        }
    }

    @Test
    void arguments_reach_the_api_server(@KubeAdmin KubeAccess admin) {
        assertThat(admin.get("/apis/autoscaling/v2").code()).isEqualTo(200);
        assertThat(admin.get("/apis/autoscaling/v1").code()).isEqualTo(404);
    }

    @Test
    void certificate_that_the_signer_cuts_short_is_an_error(@KubeUser("a-day") CertificateFlow flow) {
        assertThatThrownBy(flow::run)
                .isInstanceOf(CredentialException.class)
                .hasMessageContainingAll("is valid for 3", "but 86400 s were requested", "signingDuration");
    }

    @Test
    void cluster_is_for_this_class_alone(Cluster cluster, KubeAccess alice) {
        assertThat(cluster.kind()).hasToString(KindUnderTest.kind().toString());
        assertThat(alice.cluster()).isSameAs(cluster);
    }

    @Nested
    class Inside {
        @Test
        void nested_classes_share_it(Cluster cluster, KubeAccess alice) {
            assertThat(alice.cluster()).isSameAs(cluster);
            assertThat(alice.get("/healthz").body()).isEqualTo("ok");
        }
    }

    @Nested
    @KubeCluster(anonymousAuth = AnonymousAuth.ENABLED)
    class Elsewhere {
        @Test
        void nearest_annotation_counts(Cluster cluster, KubeAccess alice) {
            assertThat(alice.cluster()).isSameAs(cluster);
            try (KubeAccess anonymous = KubeAccess.anonymous(cluster)) {
                assertThat(anonymous.get("/healthz").code()).isEqualTo(200);
            }
        }
    }
}
