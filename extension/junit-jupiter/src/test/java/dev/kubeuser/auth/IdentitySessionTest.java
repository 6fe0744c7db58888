// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeIdentity;
import dev.kubeuser.KubeUserExtension;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.KindSessions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Identities in code, and their names in denials. */
@RunsOn(
        value = {EMBEDDED, K3S},
        because = "the API server of an existing cluster reads files of its own machine")
public class IdentitySessionTest {

    private static final String COMPANY = "classpath:authentication/company.yaml";
    private static final IdentitySpec BOB =
            IdentitySpec.named("bob").withIssuer(IdentitiesTest.KEYCLOAK).withClaims(IdentitiesTest.BOB);

    @Test
    void session_has_identities() {
        try (KubeSession session = KindSessions.builder()
                .setting("kubeuser.authentication", COMPANY)
                .start()) {
            assertThat(session.identity(BOB)).isAuthenticatedAs("bob@company");
            assertThat(session.identity(IdentitySpec.named("eve").withIssuer(IdentitiesTest.KEYCLOAK)))
                    .isUnauthenticated();
            assertThatThrownBy(() -> session.identity(IdentitySpec.named("eve").withIssuer("https://dex.example.com")))
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll("identity \"eve\"", "there is no issuer https://dex.example.com");
        }
    }

    @Test
    void token_is_replaced_before_it_ends() throws InterruptedException {
        try (KubeSession session = KindSessions.builder()
                .setting("kubeuser.authentication", COMPANY)
                .start()) {
            KubeAccess bob = session.identity(BOB.withExpiration(Duration.ofSeconds(2)));
            String first = bob.token().token();
            Thread.sleep(2_000);
            Assertions.assertThat(bob.token().token()).isNotEqualTo(first);
            assertThat(bob).isAuthenticatedAs("bob@company");
        }
    }

    @Test
    void report_has_the_name_and_no_token(@TempDir Path directory) throws IOException {
        String token;
        try (KubeSession session = KindSessions.builder()
                .setting("kubeuser.authentication", COMPANY)
                .report(directory)
                .start()) {
            session.apply("classpath:authentication/rbac.yaml");
            KubeAccess bob = session.identity(BOB);
            bob.get("/api/v1/namespaces/default/pods");
            token = bob.token().token();
            Assertions.assertThat(session.writeReport()).isPresent();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Assertions.assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContain(token);
            }
        }
        Assertions.assertThat(Files.readString(directory.resolve("report.json")))
                .contains("bob@company");
    }

    @Test
    void file_with_anonymous_alone(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("anonymous.yaml"), """
                apiVersion: apiserver.config.k8s.io/v1beta1
                kind: AuthenticationConfiguration
                anonymous:
                  enabled: false
                """);
        try (KubeSession session = KindSessions.builder()
                .cluster(spec -> spec.withAuthentication(file.toString()))
                .start()) {
            assertThat(session.anonymous().get("/healthz")).isUnauthorized();
            assertThat(session.user("dora")).isAuthenticatedAs("dora");
        }
    }

    /** What annotations declare, in code. */
    public static class Registered {
        @RegisterExtension
        static final KubeUserExtension EXTENSION = KubeUserExtension.builder()
                .authentication(COMPANY)
                .identity(BOB)
                .denials(DenialMode.FAIL)
                .build();

        @Test
        void is_refused(@KubeIdentity("bob") KubeAccess bob) {
            bob.get("/api/v1/namespaces/default/pods");
        }
    }

    @Test
    void denial_has_the_name_that_the_server_knows(@TempDir Path directory) {
        EngineRun run = EngineRun.reporting(directory, Registered.class);
        Throwable failure = run.failure();
        Assertions.assertThat(failure + Arrays.toString(failure.getSuppressed()))
                .contains("bob@company", "list pods");
    }
}
