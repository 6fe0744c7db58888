// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.ForgedCertificate;
import dev.kubeuser.credential.ForgedToken;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.query.AccessQuery;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Credentials that are wrong in one way each, and what the server makes of them. */
@RunsOn(value = EMBEDDED, because = "it forges certificates and tokens with keys that only the embedded kind shows")
@KubeCluster
class AuthenticationFailureTest {

    private static final UserSpec ALICE = UserSpec.named("alice")
            .withGroups("developers")
            .withKey(KeyAlgorithm.ECDSA_P256)
            .withExpiration(Duration.ofHours(1));

    @Nested
    class Certificates {
        @Test
        void of_an_unknown_authority(Cluster cluster) {
            assertUnauthorized(cluster, ForgedCertificate.of(ALICE).sign());
        }

        @Test
        void of_the_own_authority_and_otherwise_fine(Cluster cluster) {
            try (KubeAccess access = KubeAccess.connect(
                    cluster, ForgedCertificate.of(ALICE).signedBy(cluster).sign())) {
                Recognition.require(access);
            }
        }

        @Test
        void expired(Cluster cluster) {
            assertUnauthorized(
                    cluster,
                    ForgedCertificate.of(ALICE).signedBy(cluster).expired().sign());
        }

        @Test
        void expired_is_said_to_be_expired(Cluster cluster) {
            ClientCredential expired =
                    ForgedCertificate.of(ALICE).signedBy(cluster).expired().sign();
            String expiry = "The client certificate expired at "
                    + expired.certificate().getNotAfter().toInstant() + ".";
            try (KubeAccess access = KubeAccess.connect(cluster, expired)) {
                assertThatThrownBy(() -> Recognition.require(access)).message().endsWith(expiry);
                assertThatThrownBy(() -> assertThat(access.get("/version")).isOk())
                        .message()
                        .contains(expiry);
                assertThatThrownBy(() ->
                                assertThat(access).can(AccessQuery.get("pods").in("default")))
                        .message()
                        .contains(expiry);
            }
        }

        @Test
        void not_yet_valid(Cluster cluster) {
            assertUnauthorized(
                    cluster,
                    ForgedCertificate.of(ALICE).signedBy(cluster).notYetValid().sign());
        }

        @Test
        void for_servers_only(Cluster cluster) {
            assertUnauthorized(
                    cluster,
                    ForgedCertificate.of(ALICE)
                            .signedBy(cluster)
                            .withoutClientAuth()
                            .sign());
        }

        @Test
        void with_the_key_of_another_one(Cluster cluster) {
            ClientCredential stolen = ForgedCertificate.of(ALICE)
                    .signedBy(cluster)
                    .withAnotherKey()
                    .sign();
            try (KubeAccess access = KubeAccess.connect(cluster, stolen)) {
                assertThatThrownBy(() -> access.get("/healthz"))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("got no answer");
            }
        }
    }

    @Nested
    class Tokens {
        @Test
        void expired_or_tampered_with(Cluster cluster) {
            try (ServiceAccounts accounts = new ServiceAccounts(cluster)) {
                BearerToken token = accounts.token(
                        ServiceAccountSpec.named("default", "bearer").withExpiration(Duration.ofMinutes(10)));
                assertThat(codeFor(cluster, token)).isEqualTo(200);
                assertThat(codeFor(cluster, ForgedToken.tampered(token))).isEqualTo(401);
                assertThat(codeFor(cluster, ForgedToken.expired(token, cluster)))
                        .isEqualTo(401);
            }
        }

        @Test
        void wrong_in_another_way(Cluster cluster) {
            try (ServiceAccounts accounts = new ServiceAccounts(cluster)) {
                BearerToken token = accounts.token(
                        ServiceAccountSpec.named("default", "wrong").withExpiration(Duration.ofMinutes(10)));
                assertThat(List.of(
                                ForgedToken.notYetValid(token, cluster),
                                ForgedToken.forAudience(token, "vault", cluster),
                                ForgedToken.ofIssuer(token, "https://kubernetes.example.com", cluster),
                                ForgedToken.without(token, "kubernetes.io", cluster),
                                ForgedToken.signedByUnknownKey(token),
                                ForgedToken.unsigned(token)))
                        .allSatisfy(wrong -> assertThat(codeFor(cluster, wrong)).isEqualTo(401));
            }
        }

        @Test
        void token_that_has_expired_is_said_to_have(Cluster cluster) {
            try (ServiceAccounts accounts = new ServiceAccounts(cluster)) {
                BearerToken expired = ForgedToken.expired(
                        accounts.token(
                                ServiceAccountSpec.named("default", "bearer").withExpiration(Duration.ofMinutes(10))),
                        cluster);
                try (KubeAccess access = KubeAccess.connect(cluster, expired)) {
                    assertThatThrownBy(() -> assertThat(access.get("/version")).isOk())
                            .message()
                            .contains("The token expired at " + expired.expirationTime() + ".");
                }
            }
        }

        private static int codeFor(Cluster cluster, BearerToken token) {
            try (KubeAccess access = KubeAccess.connect(cluster, token)) {
                return access.get("/version").code();
            }
        }
    }

    /** Not even what everybody may read is there for a wrong certificate. */
    private static void assertUnauthorized(Cluster cluster, ClientCredential credential) {
        try (KubeAccess access = KubeAccess.connect(cluster, credential)) {
            assertThat(access.get("/version").code()).isEqualTo(401);
            assertThatThrownBy(() -> Recognition.require(access)).hasMessageContaining("401");
        }
    }
}
