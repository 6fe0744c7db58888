// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeIdentity;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterAuthentication;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator and an issuer change while the API server runs. */
@KubeCluster(authentication = "classpath:authentication/company.yaml", dedicated = true)
@KubeIdentity(value = "ann", claimsFile = "classpath:authentication/ann.json")
@KubeIdentity(value = "pipeline", issuer = IdentitiesTest.GITHUB, claims = IdentitiesTest.PIPELINE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@InTurn
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
class ChangedAuthenticationTest {

    private static final String KEYCLOAK = IdentitiesTest.KEYCLOAK;

    @TempDir
    private Path directory;

    private String changed(String old, String replacement) throws IOException {
        try (InputStream company = Objects.requireNonNull(
                ChangedAuthenticationTest.class.getResourceAsStream("/authentication/company.yaml"))) {
            String text = new String(company.readAllBytes(), StandardCharsets.UTF_8);
            Path file = directory.resolve("changed.yaml");
            return Files.writeString(file, text.replaceFirst(old, replacement)).toString();
        }
    }

    @Test
    @Order(1)
    void tokens_of_old_keys_are_refused(
            @KubeIdentity("ann") KubeAccess ann, ClusterAuthentication authentication, Cluster cluster) {
        BearerToken old = ann.token();
        assertThat(ann).isAuthenticatedAs("ann@company");

        authentication.rotateKeys(KEYCLOAK);

        assertThat(ann).isAuthenticatedAs("ann@company");
        try (KubeAccess access = KubeAccess.connect(cluster, old)) {
            assertThat(access).isUnauthenticated();
        }
    }

    @Test
    @Order(2)
    void issuer_that_is_removed_makes_nobody(
            @KubeIdentity("ann") KubeAccess ann,
            @KubeIdentity("pipeline") KubeAccess pipeline,
            ClusterAuthentication authentication)
            throws IOException {
        assertThat(pipeline).isAuthenticatedAs("github:repo:example/shop:environment:production");

        authentication.replaceWith(changed("(?s)  # Pipelines.*(?=anonymous:)", ""));

        assertThat(pipeline).isUnauthenticated();
        assertThat(ann).isAuthenticatedAs("ann@company");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authentication.rotateKeys(IdentitiesTest.GITHUB))
                .withMessageContaining("there is no issuer " + IdentitiesTest.GITHUB);
    }

    @Test
    @Order(3)
    void file_that_is_refused_changes_nothing(
            @KubeIdentity("ann") KubeAccess ann,
            @KubeIdentity("pipeline") KubeAccess pipeline,
            ClusterAuthentication authentication) {
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> authentication.replaceWith(changed("\\+ \"@company\"", "+")))
                .withMessageContainingAll(
                        "The API server does not accept",
                        "changed.yaml:17 (jwt[0].claimMappings.username",
                        "Syntax error");
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> authentication.replaceWith(changed("/healthz", "/livez")))
                .withMessageContainingAll("changed.yaml:44 (anonymous)", "changed from initial configuration file");
        assertThat(ann).isAuthenticatedAs("ann@company");
        assertThat(pipeline).isAuthenticatedAs("github:repo:example/shop:environment:production");
    }
}
