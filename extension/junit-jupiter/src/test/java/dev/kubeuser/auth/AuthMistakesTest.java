// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes in and around the files of authentication and authorization, which are told before a cluster starts. */
@RunsOnce
class AuthMistakesTest {

    private static final String COMPANY = "classpath:authentication/company.yaml";
    private static final String CHAIN = "classpath:authorization/company.yaml";
    private static final String HEAD = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

    @TempDir
    private Path directory;

    private ClusterSpec spec(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("authn.yaml"), content);
        return embedded().withAuthentication(file.toString());
    }

    private static ClusterSpec embedded() {
        return ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED);
    }

    private static void assertRefused(ClusterSpec spec, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterLauncher().check(spec))
                .withMessageContainingAll(words);
    }

    @Test
    void what_is_in_the_file() throws IOException {
        assertRefused(spec(""), "authn.yaml is empty");
        assertRefused(spec("kind: [\n"), "authn.yaml:2: not YAML");
        assertRefused(
                spec("apiVersion: v1\nkind: ConfigMap\n"),
                "authn.yaml:2: expected the kind AuthenticationConfiguration, found ConfigMap");
        assertRefused(
                spec("apiVersion: apiserver.config.k8s.io/v2\nkind: AuthenticationConfiguration\n"),
                "authn.yaml:1: the apiVersion of an AuthenticationConfiguration must be apiserver.config.k8s.io/v1 or");
        assertRefused(
                spec(HEAD + "jwt: {{ .Values.issuers }}\n"),
                "This looks like a template: name a Helm chart, as helm:CHART or by @KubeHelmChart, and render any"
                        + " other file");
        assertRefused(
                spec(HEAD + "jwt:\n- issuer:\n    url: https://a\n- issuer:\n    url: https://a\n"),
                "authn.yaml:7: two issuers have the url https://a");
        assertRefused(
                spec(HEAD + "anonymous: {enabled: true}\n---\nkind: OpenIDConnect\n"),
                "authn.yaml:5: the file goes on with another document, of kind OpenIDConnect",
                "into a file of its own");
    }

    @Test
    void which_file() {
        assertRefused(embedded().withAuthentication("none.yaml"), "none.yaml");
        assertRefused(embedded().withAuthentication("classpath:authentication/refused"), "is 3 files");
    }

    @Test
    void what_else_is_asked_of_the_cluster() {
        ClusterSpec spec = embedded().withAuthentication(COMPANY);
        new ClusterLauncher().check(spec);
        assertRefused(
                spec.withAnonymousAuth(AnonymousAuth.DISABLED),
                COMPANY + " says by anonymous who needs no credential, and so does anonymousAuth");
        assertRefused(
                spec.withApiserverArguments("authentication-config=/etc/authn.yaml"),
                "the argument authentication-config of kube-apiserver");
        assertRefused(spec.withKind(ClusterKind.EXISTING), "reads it from files on its own machine");
        new ClusterLauncher().check(spec.withKind(ClusterKind.K3S));
    }

    @Test
    void claims_that_contradict() {
        IdentitySpec ann = IdentitySpec.named("ann");
        assertThatIllegalArgumentException().isThrownBy(() -> ann.withClaims("[]"));
        assertThatIllegalArgumentException().isThrownBy(() -> ann.withClaims("{"));
        assertThatIllegalArgumentException().isThrownBy(() -> IdentitySpec.named(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ann.withIssuer("https://a").withClaims("{'iss': 'https://b'}"))
                .withMessageContainingAll("https://a", "https://b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ann.withAudience("a").withClaims("{'aud': ['b']}"))
                .withMessageContaining("leave one of the two out");
        assertThatIllegalArgumentException().isThrownBy(() -> ann.withExpiration(Duration.ZERO));
        assertThat(ann.withClaims("{'iss': 'https://a'}").issuer()).isEqualTo("https://a");
        assertThat(ann.withClaims("{'a': 1, 'b': 2}")).isEqualTo(ann.withClaims("{\"b\": 2, \"a\": 1}"));
    }

    private void assertRefusedFile(String content, String... words) throws IOException {
        Path file = Files.writeString(directory.resolve("authz.yaml"), content);
        assertRefused(embedded().withAuthorization(file.toString()), words);
    }

    private void assertRefusedChain(String chain, String... words) throws IOException {
        assertRefusedFile(
                "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:\n" + chain,
                words);
    }

    @Test
    void another_file() throws IOException {
        assertRefusedFile(
                "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n",
                "authz.yaml:2",
                "expected the kind AuthorizationConfiguration");
        assertRefusedFile(
                "apiVersion: apiserver.config.k8s.io/v2\nkind: AuthorizationConfiguration\n",
                "authz.yaml:1",
                "apiserver.config.k8s.io/v1beta1");
        assertRefusedFile("", "authz.yaml is empty");
        assertRefusedChain("  - {type: RBAC, name: rbac}\n---\nkind: Other\n", "authz.yaml:6", "another document");
        assertRefused(embedded().withAuthorization("none.yaml"), "none.yaml");
    }

    @Test
    void chain_in_which_roles_mean_nothing() throws IOException {
        assertRefusedChain("  - {type: Node, name: node}\n", "authz.yaml:3", "no authorizer of type RBAC");
        assertRefusedChain("""
              - {type: RBAC, name: rbac}
              - {type: AlwaysAllow, name: alwaysallow}
            """, "authz.yaml:5", "no test of access can fail");
        assertRefusedChain("""
              - {type: RBAC, name: rbac}
              - {type: ABAC, name: abac}
            """, "authz.yaml:5", "a policy file");
    }

    @Test
    void webhook_that_no_api_server_reaches() throws IOException {
        assertRefusedChain("""
              - {type: RBAC, name: rbac}
              - type: Webhook
                webhook: {connectionInfo: {type: InClusterConfig}}
            """, "authz.yaml:6", "does not take InClusterConfig");
        assertRefusedChain("""
              - {type: RBAC, name: rbac}
              - type: Webhook
                webhook:
                  connectionInfo:
                    kubeConfigFile: company.kubeconfig
            """, "authz.yaml:8", "absolute path");
    }

    @Test
    void time_that_is_a_number() throws IOException {
        assertRefusedChain("""
              - {type: RBAC, name: rbac}
              - type: Webhook
                name: company
                webhook:
                  authorizedTTL: 30
            """, "authz.yaml:8: authorizedTTL is a duration such as 30s, found 30");
    }

    @Test
    void two_files() {
        assertRefused(
                embedded().withAuthorization(CHAIN).withApiserverArguments("authorization-config=/etc/authz.yaml"),
                "both name a file");
    }

    @Test
    void kinds_that_do_not_take_it() {
        assertRefused(
                ClusterSpec.defaults()
                        .withKind(ClusterKind.EXISTING)
                        .withExisting(ExistingOptions.of("config", "context"))
                        .withAuthorization(CHAIN),
                "an existing cluster keeps its own authorization",
                "files on its own machine");
    }

    @Test
    void answers_that_would_not_name_who_decides() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuthorizerAnswer.deny(" "))
                .withMessageContaining("needs a reason");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuthorizerAnswer.allow("RBAC: allowed by me"))
                .withMessageContaining("begins as those of RBAC do");
    }
}
