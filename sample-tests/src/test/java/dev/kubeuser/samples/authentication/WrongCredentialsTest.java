// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.authentication;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatUnauthorized;

import dev.kubeuser.KubeAnonymous;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.ForgedCertificate;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A server does not take anybody's word for who they are. */
@KubeUser("alice")
class WrongCredentialsTest {

    private static KubeAccess aliceElsewhere;

    @BeforeAll
    static void alice_has_a_certificate(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice).isAuthenticatedAs("alice");
        aliceElsewhere = alice;
    }

    @Test
    void no_credential(@KubeAnonymous KubeAccess nobody) {
        assertThat(nobody).isUnauthenticated();
    }

    @Test
    void certificate_of_an_unknown_authority(Cluster cluster) {
        UserSpec alice = UserSpec.named("alice")
                .withGroups("developers")
                .withKey(KeyAlgorithm.ECDSA_P256)
                .withExpiration(Duration.ofHours(1));

        try (KubeAccess selfMade =
                KubeAccess.connect(cluster, ForgedCertificate.of(alice).sign())) {
            assertThat(selfMade).isUnauthenticated();
            assertThatUnauthorized(selfMade.client(CoreV1Api.class).listNode()::execute);
        }
    }

    @Nested
    @KubeCluster(kind = ClusterKind.EMBEDDED, extraSans = "elsewhere.example.test")
    class OnAnotherCluster {

        @Test
        void certificate_of_the_first(Cluster elsewhere) {
            try (KubeAccess stranger = KubeAccess.connect(elsewhere, aliceElsewhere.credential())) {
                assertThat(stranger).isUnauthenticated();
            }
        }
    }
}
