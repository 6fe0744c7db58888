// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.run.DenialMode.FAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeDenials;
import dev.kubeuser.KubeIdentity;
import dev.kubeuser.KubeUserExtension;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.Recognition;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.internal.IdentityTokens;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.run.KubeSessionBuilder;
import dev.kubeuser.table.internal.ExpectedIdentity;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.KindSessions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Identities in code, and their names in denials. */
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
public class IdentitySessionTest {

    private static final String COMPANY = "classpath:authentication/company.yaml";
    private static final IdentitySpec BOB =
            IdentitySpec.named("bob").withIssuer(IdentitiesTest.KEYCLOAK).withClaims(IdentitiesTest.BOB);

    private static KubeSessionBuilder company() {
        return KindSessions.builder().setting("kubeuser.authentication", COMPANY);
    }

    @Nested
    class OfOneSession {
        @AutoClose
        private static KubeSession session;

        @BeforeAll
        static void start() {
            session = company().start();
        }

        @Test
        void session_has_identities() {
            assertThat(session.identity(BOB)).isAuthenticatedAs("bob@company");
            assertThat(session.identity(IdentitySpec.named("eve").withIssuer(IdentitiesTest.KEYCLOAK)))
                    .isUnauthenticated();
            assertThatThrownBy(() -> session.identity(IdentitySpec.named("eve").withIssuer("https://dex.example.com")))
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll("identity \"eve\"", "there is no issuer https://dex.example.com");
        }

        @Test
        void token_is_replaced_before_it_ends() throws InterruptedException {
            KubeAccess bob = session.identity(BOB.withExpiration(Duration.ofSeconds(5)));
            String first = bob.token().token();
            Thread.sleep(5_000);
            assertThat(bob.token().token()).isNotEqualTo(first);
            assertThat(bob).isAuthenticatedAs("bob@company");
        }
    }

    @Test
    void report_has_the_name_and_no_token(@TempDir Path directory) throws IOException {
        String token;
        try (KubeSession session = company().report(directory).start()) {
            session.apply("classpath:authentication/rbac.yaml");
            KubeAccess bob = session.identity(BOB);
            bob.get("/api/v1/namespaces/default/pods");
            token = bob.token().token();
            assertThat(session.writeReport()).isPresent();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(token);
            }
        }
        assertThat(Files.readString(directory.resolve("report.json"))).contains("bob@company");
    }

    private static KubeSession start(Path directory, String authentication) throws IOException {
        Path file = Files.writeString(
                directory.resolve("authentication.yaml"),
                "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\n" + authentication);
        return KindSessions.builder()
                .cluster(spec -> spec.withAuthentication(file.toString()))
                .start();
    }

    @Test
    void file_with_anonymous_alone(@TempDir Path directory) throws IOException {
        try (KubeSession session = start(directory, "anonymous: {enabled: false}\n")) {
            assertThat(session.anonymous().get("/healthz")).isUnauthorized();
            assertThat(session.user("dora")).isAuthenticatedAs("dora");
        }
    }

    /** By an empty claim without a prefix. What the API server adds to each user is not of the token. */
    @Test
    void a_user_may_have_no_name(@TempDir Path directory) throws IOException {
        try (KubeSession session = start(directory, """
            jwt:
            - issuer: {url: "https://issuer.example.com", audiences: [tests]}
              claimMappings: {username: {claim: name, prefix: ""}}
            """)) {
            assertThat(holderOf("{\"name\": \"\", \"jti\": \"1\"}", session.cluster()))
                    .isEqualTo(new ExpectedIdentity("", Set.of(), "", Map.of()));
            assertThat(holderOf("{\"name\": 7}", session.cluster())).isEqualTo(ExpectedIdentity.REFUSED);
            assertThat(holderOf("{\"name\": \"ann\", \"aud\": \"others\"}", session.cluster()))
                    .isEqualTo(ExpectedIdentity.REFUSED);
        }
    }

    private static ExpectedIdentity holderOf(String claims, Cluster cluster) {
        IdentitySpec identity = IdentitySpec.named("somebody").withClaims(claims);
        return ExpectedIdentity.of(Recognition.ask(cluster, IdentityTokens.issue(cluster, identity)));
    }

    /** What annotations declare, in code. */
    public static class Registered {
        @RegisterExtension
        static final KubeUserExtension EXTENSION = KubeUserExtension.builder()
                .cluster(spec -> spec.withAuthentication(COMPANY))
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
        assertThat(failure + Arrays.toString(failure.getSuppressed())).contains("bob@company", "list pods");
    }

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    @KubeCluster(authentication = "classpath:authentication/issuers.yaml")
    static class OfOneIdentity {

        @KubeIdentity(value = "eric", claimSet = ClaimSet.DEX)
        @KubeDenials(value = FAIL, expected = "list secrets")
        private KubeAccess eric;

        @Test
        void is_expected(
                @KubeIdentity(value = "ann", claimSet = ClaimSet.KEYCLOAK)
                        @KubeDenials(value = FAIL, expected = "list secrets in default")
                        KubeAccess ann) {
            ann.get(SECRETS);
            eric.get(SECRETS);
        }

        @Test
        void is_refused(@KubeIdentity(value = "ann", claimSet = ClaimSet.KEYCLOAK) @KubeDenials(FAIL) KubeAccess ann) {
            ann.get(SECRETS);
        }

        @Test
        void is_expected_of_another(
                @KubeIdentity(value = "ann", claimSet = ClaimSet.KEYCLOAK) @KubeDenials(expected = "list configmaps")
                        KubeAccess ann) {
            ann.get(SECRETS);
            eric.get("/api/v1/namespaces/default/configmaps");
        }

        @Test
        void is_refused_to_another(
                @KubeIdentity(value = "ann", claimSet = ClaimSet.KEYCLOAK) @KubeDenials(FAIL) KubeAccess ann,
                @KubeIdentity(value = "bob", claimSet = ClaimSet.KEYCLOAK) KubeAccess bob) {
            bob.get(SECRETS);
        }
    }

    @Test
    void denials_of_one_identity_fail_its_tests(@TempDir Path directory) {
        EngineRun run = EngineRun.reporting(directory, OfOneIdentity.class);

        assertThat(run.failures()).hasSize(2);
        String told = run.failures().toString()
                + Arrays.toString(run.failures().get(0).getSuppressed())
                + Arrays.toString(run.failures().get(1).getSuppressed());
        assertThat(told).contains("ann", "list secrets in default", "eric@example.com", "list configmaps in default");
    }
}
