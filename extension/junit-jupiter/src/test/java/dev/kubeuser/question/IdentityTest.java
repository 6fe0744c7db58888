// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.ForgedCertificate;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.ControlPlanes;
import dev.kubeuser.testkit.EngineRun;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who the server takes a user for, which is more than the certificate says, and how it says that it knows nobody. */
@KubeUser(
        value = "ida",
        groups = {"identity-a", "identity-b"})
class IdentityTest {

    private static final String FORGES =
            "it forges certificates with keys that only the embedded kind shows, and kills that";

    @Test
    void is_who_the_server_says(KubeAccess ida, @KubeAdmin KubeAccess admin) {
        assertThat(ida)
                .isAuthenticatedAs("ida")
                .isInGroups("identity-a", "identity-b", "system:authenticated")
                .isNotInGroups("system:masters");
        assertFails(() -> assertThat(ida).isNotInGroups("identity-b"), """

                        Expecting the user
                        not to be in the groups [identity-b]
                        but the API server says it is "ida" in the groups [identity-a, identity-b, system:authenticated]""");
        assertThat(admin).isAuthenticatedAs(admin.name()).isInGroups("system:masters");
    }

    @Test
    @RunsOn(value = EMBEDDED, because = FORGES)
    void who_has_a_stolen_certificate_is_refused_by_the_end_of_the_handshake(Cluster cluster) {
        UserSpec alice =
                UserSpec.named("alice").withKey(KeyAlgorithm.ECDSA_P256).withExpiration(Duration.ofHours(1));
        ForgedCertificate stolen = ForgedCertificate.of(alice).signedBy(cluster).withAnotherKey();

        try (KubeAccess thief = KubeAccess.connect(cluster, stolen.sign())) {
            assertThat(thief).isUnauthenticated();
            assertFails(() -> assertThat(thief).isAuthenticatedAs("alice"))
                    .hasMessageContaining("but the API server does not accept the credential");
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
    @RunsOn(value = EMBEDDED, because = FORGES)
    void a_server_that_is_gone_refuses_nobody() {
        EngineRun.of(Map.of(), Gone.class).assertSuccessful(1);
    }

    /** Requests without a credential are answered with 401: nobody is neither allowed nor refused. */
    @Nested
    @RunsOn(except = EXISTING, because = "a cluster that is there already is taken as it is")
    @KubeCluster(anonymousAuth = AnonymousAuth.DISABLED)
    class WithoutAnonymousUser {

        @Test
        void nobody_is_known(Cluster cluster) {
            try (KubeAccess nobody = KubeAccess.anonymous(cluster)) {
                assertThat(nobody).isUnauthenticated();
                assertFails(
                        () -> assertThat(nobody).isAuthenticatedAs("system:anonymous"), """

                                Expecting %s
                                to be authenticated
                                but the API server does not accept the credential
                                The API server did not say who %s is: 401: Unauthorized""".formatted(nobody, nobody));
            }
        }

        @Test
        void nobody_is_neither_allowed_nor_refused(Cluster cluster) {
            try (KubeAccess nobody = KubeAccess.anonymous(cluster)) {
                assertThatExceptionOfType(AccessReviewException.class)
                        .isThrownBy(() -> assertThat(nobody).cannot(list("nodes")))
                        .withMessage("The API server did not say whether %s can list nodes: 401: Unauthorized", nobody);
            }
        }
    }
}
