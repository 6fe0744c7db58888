// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeAnonymous;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.ForgedCertificate;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.testkit.ControlPlanes;
import dev.kubeuser.testkit.EngineRun;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The ways in which a server says that it does not know somebody, and the one in which it says nothing. */
@RunsOn(
        value = EMBEDDED,
        because = "it forges certificates with keys that only the embedded kind shows, and kills that")
class UnauthenticatedTest {

    @Nested
    @KubeCluster
    class Refused {
        @Test
        void by_the_end_of_the_handshake(Cluster cluster) {
            UserSpec alice =
                    UserSpec.named("alice").withKey(KeyAlgorithm.ECDSA_P256).withExpiration(Duration.ofHours(1));
            ForgedCertificate stolen =
                    ForgedCertificate.of(alice).signedBy(cluster).withAnotherKey();

            try (KubeAccess thief = KubeAccess.connect(cluster, stolen.sign())) {
                assertThat(thief).isUnauthenticated();
                assertFails(() -> assertThat(thief).isAuthenticatedAs("alice"))
                        .hasMessageContaining("but the API server does not accept the credential");
            }
        }

        @Test
        void by_being_taken_for_anonymous(@KubeAnonymous KubeAccess nobody) {
            assertThat(nobody).isUnauthenticated().isAuthenticatedAs("system:anonymous");
        }
    }

    static class Gone {
        @Test
        void is_another_failure(@KubeAdmin KubeAccess admin) {
            ProcessHandle controlPlane = ControlPlanes.of(admin.cluster());
            assertThat(controlPlane.destroyForcibly()).isTrue();
            Awaitility.await().until(() -> ControlPlanes.isGone(controlPlane.pid()));

            assertThatExceptionOfType(AccessReviewException.class)
                    .isThrownBy(() -> assertThat(admin).isUnauthenticated());
        }
    }

    @Test
    void a_server_that_is_gone_refuses_nobody() {
        EngineRun.of(Map.of(), Gone.class).assertSuccessful(1);
    }
}
