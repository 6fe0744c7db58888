// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.ForgedCertificate;
import dev.kubeuser.credential.ForgedToken;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.query.AccessQuery;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Credentials that are wrong in one way each, and what the server makes of them. */
@RunsOn(value = EMBEDDED, because = "it forges certificates and tokens with keys that only the embedded kind shows")
@KubeCluster
class AuthenticationFailureTest {

    private static final UserSpec ALICE = UserSpec.named("alice")
            .withGroups("developers")
            .withKey(KeyAlgorithm.ECDSA_P256)
            .withExpiration(Duration.ofHours(1));

    /** Not even what everybody may read is there for a wrong certificate. */
    @Test
    void wrong_certificate_is_unauthorized(Cluster cluster) {
        ForgedCertificate fine = ForgedCertificate.of(ALICE).signedBy(cluster);
        try (KubeAccess access = KubeAccess.connect(cluster, fine.sign())) {
            Recognition.require(access);
        }
        Map<String, ForgedCertificate> wrong = Map.of(
                "of an unknown authority", ForgedCertificate.of(ALICE),
                "expired", fine.expired(),
                "not yet valid", fine.notYetValid(),
                "for servers only", fine.withoutClientAuth());
        assertThat(wrong).allSatisfy((what, certificate) -> {
            try (KubeAccess access = KubeAccess.connect(cluster, certificate.sign())) {
                assertThat(access.get("/version").code()).isEqualTo(401);
                assertThatThrownBy(() -> Recognition.require(access)).hasMessageContaining("401");
            }
        });
    }

    @Test
    void expired_certificate_is_said_to_be_expired(Cluster cluster) {
        ClientCredential expired =
                ForgedCertificate.of(ALICE).signedBy(cluster).expired().sign();
        String expiry = "The client certificate expired at "
                + expired.certificate().getNotAfter().toInstant() + ".";
        try (KubeAccess access = KubeAccess.connect(cluster, expired)) {
            assertThatThrownBy(() -> Recognition.require(access)).message().endsWith(expiry);
            assertThatThrownBy(() -> assertThat(access.get("/version")).isOk())
                    .message()
                    .contains(expiry);
            assertThatThrownBy(
                            () -> assertThat(access).can(AccessQuery.get("pods").in("default")))
                    .message()
                    .contains(expiry);
        }
    }

    @Test
    void certificate_with_the_key_of_another_one_gets_no_answer(Cluster cluster) {
        ClientCredential stolen =
                ForgedCertificate.of(ALICE).signedBy(cluster).withAnotherKey().sign();
        try (KubeAccess access = KubeAccess.connect(cluster, stolen)) {
            assertThatThrownBy(() -> access.get("/healthz"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("got no answer");
        }
    }

    @Test
    void token_that_has_expired_is_said_to_have(@KubeServiceAccount("default/bearer") KubeAccess bearer) {
        BearerToken expired = ForgedToken.expired(bearer.token(), bearer.cluster());
        try (KubeAccess access = KubeAccess.connect(bearer.cluster(), expired)) {
            assertThatThrownBy(() -> assertThat(access.get("/version")).isOk())
                    .message()
                    .contains("The token expired at " + expired.expirationTime() + ".");
        }
    }
}
