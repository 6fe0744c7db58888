// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.K3S;
import static dev.kubeuser.run.DenialMode.FAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeDenials;
import dev.kubeuser.KubeIdentity;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.EngineRun;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Denials of somebody whose user name the API server says. */
@RunsOn(
        value = {EMBEDDED, K3S},
        because = "the API server of an existing cluster reads files of its own machine")
class IdentityDenialsTest {

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    @TempDir
    private Path directory;

    @KubeCluster(authentication = "classpath:authentication/issuers.yaml")
    static class OfOneIdentity {

        @KubeIdentity(value = "eric", like = ClaimSet.DEX)
        @KubeDenials(value = FAIL, expected = "list secrets")
        private KubeAccess eric;

        @Test
        void is_expected(
                @KubeIdentity(value = "ann", like = ClaimSet.KEYCLOAK)
                        @KubeDenials(value = FAIL, expected = "list secrets in default")
                        KubeAccess ann) {
            ann.get(SECRETS);
            eric.get(SECRETS);
        }

        @Test
        void is_refused(@KubeIdentity(value = "ann", like = ClaimSet.KEYCLOAK) @KubeDenials(FAIL) KubeAccess ann) {
            ann.get(SECRETS);
        }

        @Test
        void is_expected_of_another(
                @KubeIdentity(value = "ann", like = ClaimSet.KEYCLOAK) @KubeDenials(expected = "list configmaps")
                        KubeAccess ann) {
            ann.get(SECRETS);
            eric.get("/api/v1/namespaces/default/configmaps");
        }

        @Test
        void is_refused_to_another(
                @KubeIdentity(value = "ann", like = ClaimSet.KEYCLOAK) @KubeDenials(FAIL) KubeAccess ann,
                @KubeIdentity(value = "bob", like = ClaimSet.KEYCLOAK) KubeAccess bob) {
            bob.get(SECRETS);
        }
    }

    @Test
    void denials_of_one_identity_fail_its_tests() {
        EngineRun run = EngineRun.reporting(directory, OfOneIdentity.class);

        assertThat(run.failures()).hasSize(2);
        String told = run.failures().toString()
                + Arrays.toString(run.failures().get(0).getSuppressed())
                + Arrays.toString(run.failures().get(1).getSuppressed());
        assertThat(told).contains("ann", "list secrets in default", "eric@example.com", "list configmaps in default");
    }
}
