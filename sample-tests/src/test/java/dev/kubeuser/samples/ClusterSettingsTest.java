// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOn;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

@KubeCluster(anonymousAuth = AnonymousAuth.DISABLED, extraSans = "api.example.test")
@KubeUser("flavono123")
@RunsOn(except = EXISTING, because = "a cluster that is there already is taken as it is")
class ClusterSettingsTest {

    @Test
    void nobody_is_answered_without_a_credential(Cluster cluster) {
        try (KubeAccess nobody = KubeAccess.anonymous(cluster)) {
            assertThat(nobody.get("/healthz").code()).isEqualTo(401);
        }
    }

    @Test
    void a_user_is_answered(KubeAccess flavono123) {
        assertThat(flavono123.get("/healthz").code()).isEqualTo(200);
    }

    @Test
    void the_server_has_one_more_name(KubeAccess flavono123, OkHttpClient http)
            throws IOException, CertificateParsingException {
        try (Response response = http.newCall(
                        new Request.Builder().url(flavono123.url("/healthz")).build())
                .execute()) {
            X509Certificate server =
                    (X509Certificate) response.handshake().peerCertificates().get(0);

            assertThat(server.getSubjectAlternativeNames())
                    .anySatisfy(name -> assertThat(name.get(1)).isEqualTo("api.example.test"));
        }
    }
}
