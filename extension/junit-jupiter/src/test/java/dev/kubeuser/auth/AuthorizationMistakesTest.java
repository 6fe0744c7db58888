// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes in and around an AuthorizationConfiguration, which are errors before anything starts. */
class AuthorizationMistakesTest {

    private static final String COMPANY = "classpath:authorization/company.yaml";

    @TempDir
    private Path directory;

    private static ClusterSpec embedded() {
        return ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED);
    }

    private void assertRefusedFile(String content, String... words) throws IOException {
        Path file = Files.writeString(directory.resolve("authz.yaml"), content);
        assertRefused(embedded().withAuthorization(file.toString()), words);
    }

    private static void assertRefused(ClusterSpec spec, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterLauncher().check(spec))
                .withMessageContainingAll(words);
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
                embedded().withAuthorization(COMPANY).withApiserverArguments("authorization-config=/etc/authz.yaml"),
                "both name a file");
    }

    @Test
    void kinds_that_do_not_take_it() {
        assertRefused(
                ClusterSpec.defaults()
                        .withKind(ClusterKind.EXISTING)
                        .withExisting(ExistingOptions.of("config", "context"))
                        .withAuthorization(COMPANY),
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
