// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.authentication;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;

import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.ForgedCertificate;
import dev.kubeuser.credential.ForgedToken;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.kinds.RunsOn;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credentials that the cluster's own authorities signed, and that are wrong in one way each. */
@KubeUser("alice")
@RunsOn(value = EMBEDDED, because = "it forges credentials with keys that only the embedded kind shows")
class ForgedCredentialsTest {

    private static final UserSpec ALICE = UserSpec.named("alice")
            .withGroups("developers")
            .withKey(KeyAlgorithm.ECDSA_P256)
            .withExpiration(Duration.ofHours(1));

    private Cluster cluster;
    private ForgedCertificate certificate;

    @BeforeEach
    void sign_with_the_keys_of_the_cluster(Cluster here) {
        cluster = here;
        certificate = ForgedCertificate.of(ALICE).signedBy(here);
    }

    @Test
    void nothing_is_wrong() {
        try (KubeAccess alice = KubeAccess.connect(cluster, certificate.sign())) {
            assertThat(alice).isAuthenticatedAs("alice").isInGroups("developers");
        }
    }

    @Test
    void expired_certificate() {
        assertNotAuthenticated(certificate.expired());
    }

    @Test
    void certificate_that_is_not_valid_yet() {
        assertNotAuthenticated(certificate.notYetValid());
    }

    @Test
    void certificate_for_servers() {
        assertNotAuthenticated(certificate.withoutClientAuth());
    }

    @Test
    void certificate_without_its_key() {
        assertNotAuthenticated(certificate.withAnotherKey());
    }

    @Test
    void tokens(@KubeServiceAccount("forged-credentials/robot") KubeAccess robot) {
        assertThat(robot).isAuthenticatedAs("system:serviceaccount:forged-credentials:robot");

        BearerToken token = robot.token();
        try (KubeAccess expired = KubeAccess.connect(cluster, ForgedToken.expired(token, cluster));
                KubeAccess tampered = KubeAccess.connect(cluster, ForgedToken.tampered(token))) {
            assertThat(expired).isUnauthenticated();
            assertThat(tampered).isUnauthenticated();
        }
    }

    private void assertNotAuthenticated(ForgedCertificate forgery) {
        try (KubeAccess access = KubeAccess.connect(cluster, forgery.sign())) {
            assertThat(access).isUnauthenticated();
        }
    }
}
