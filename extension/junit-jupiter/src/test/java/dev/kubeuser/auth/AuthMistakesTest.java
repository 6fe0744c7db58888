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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in and around the files of authentication and authorization, which are told before a cluster starts. */
@RunsOnce
class AuthMistakesTest {

    private static final String COMPANY = "classpath:authentication/company.yaml";

    @TempDir
    private Path directory;

    private static ClusterSpec embedded() {
        return ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED);
    }

    private static void assertRefused(ClusterSpec spec, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterLauncher().check(spec))
                .withMessageContainingAll(words);
    }

    /** {@code ;} ends a line, {@code JWT} and {@code CHAIN} are the lines before the first issuer and authorizer. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        authentication | "" | it.yaml is empty
        authentication | kind: [;  | it.yaml:2: not YAML
        authentication | apiVersion: v1; kind: ConfigMap | it.yaml:2: expected the kind AuthenticationConfiguration, found ConfigMap
        authentication | apiVersion: GROUP/v2; kind: AuthenticationConfiguration | it.yaml:1: the apiVersion of an AuthenticationConfiguration must be GROUP/v1 or
        authentication | JWT {{ .Values.issuers }} | This looks like a template: name a Helm chart, as helm:CHART or by @KubeHelmChart, and render any other file
        authentication | JWT; - issuer:;     url: https://a; - issuer:;     url: https://a | it.yaml:7: two issuers have the url https://a
        authentication | JWT []; ---; kind: OpenIDConnect | it.yaml:5: the file goes on with another document, of kind OpenIDConnect; into a file of its own
        authorization | "" | it.yaml is empty
        authorization | apiVersion: GROUP/v1; kind: AuthenticationConfiguration | it.yaml:2; expected the kind AuthorizationConfiguration
        authorization | apiVersion: GROUP/v2; kind: AuthorizationConfiguration | it.yaml:1; GROUP/v1beta1
        authorization | CHAIN; - {type: RBAC, name: rbac}; ---; kind: Other | it.yaml:6; another document
        authorization | CHAIN; - {type: Node, name: node} | it.yaml:3; no authorizer of type RBAC
        authorization | CHAIN; - {type: RBAC, name: rbac}; - {type: AlwaysAllow, name: alwaysallow} | it.yaml:5; no test of access can fail
        authorization | CHAIN; - {type: RBAC, name: rbac}; - {type: ABAC, name: abac} | it.yaml:5; a policy file
        authorization | CHAIN; - {type: RBAC, name: rbac}; - type: Webhook;   webhook: {connectionInfo: {type: InClusterConfig}} | it.yaml:6; does not take InClusterConfig
        authorization | CHAIN; - {type: RBAC, name: rbac}; - type: Webhook;   webhook:;     connectionInfo:;       kubeConfigFile: it.kubeconfig | it.yaml:8; absolute path
        authorization | CHAIN; - {type: RBAC, name: rbac}; - type: Webhook;   name: company;   webhook:;     authorizedTTL: 30 | it.yaml:8: authorizedTTL is a duration such as 30s, found 30
        """)
    void what_is_in_the_file(String of, String content, String words) throws IOException {
        String text = content.replace("JWT", "apiVersion: GROUP/v1; kind: AuthenticationConfiguration; jwt:")
                .replace("CHAIN", "apiVersion: GROUP/v1; kind: AuthorizationConfiguration; authorizers:")
                .replace("GROUP", "apiserver.config.k8s.io")
                .replaceAll("; ?", "\n");
        String file = Files.writeString(directory.resolve("it.yaml"), text).toString();
        assertRefused(
                of.equals("authentication")
                        ? embedded().withAuthentication(file)
                        : embedded().withAuthorization(file),
                words.replace("GROUP", "apiserver.config.k8s.io").split("; ", -1));
    }

    @Test
    void which_file() {
        assertRefused(embedded().withAuthentication("none.yaml"), "none.yaml");
        assertRefused(embedded().withAuthentication("classpath:authentication/refused"), "is 3 files");
        assertRefused(embedded().withAuthorization("none.yaml"), "none.yaml");
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
        ClusterSpec chain = embedded().withAuthorization("classpath:authorization/company.yaml");
        assertRefused(chain.withApiserverArguments("authorization-config=/etc/authz.yaml"), "both name a file");
        assertRefused(
                chain.withKind(ClusterKind.EXISTING).withExisting(ExistingOptions.of("config", "context")),
                "an existing cluster keeps its own authorization",
                "files on its own machine");
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
