// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.condition.OS.WINDOWS;

import dev.kubeuser.KubeIdentity;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.auth.internal.JsonWebToken;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.internal.IdentityTokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that a file holds or a program prints: the cluster knows their issuer, and the test has no key of it. */
@KubeNamespace("supplied-token")
@DisabledOnOs(value = WINDOWS, disabledReason = "it runs cat and changes modes of files")
class SuppliedTokenTest {

    private static final String FILE = "target/supplied-token";
    private static final String ROBOT = "system:serviceaccount:supplied-token:robot";

    @TempDir
    private Path directory;

    @BeforeAll
    static void somebody_supplies_a_token(@KubeServiceAccount("supplied-token/robot") KubeAccess robot)
            throws IOException {
        Path file = Path.of(FILE);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, robot.token().token() + "\n");
    }

    @Test
    void by_a_file(@KubeIdentity(value = "ci", tokenFile = FILE) KubeAccess ci) {
        assertThat(ci).isAuthenticatedAs(ROBOT).isInGroups("system:serviceaccounts:supplied-token");
        assertThat(ci.token().toString())
                .contains("identity \"ci\"")
                .doesNotContain(ci.token().token());
    }

    @Test
    void by_a_program(
            @KubeIdentity(
                            value = "ci",
                            tokenCommand = {"cat", FILE})
                    KubeAccess ci) {
        assertThat(ci).isAuthenticatedAs(ROBOT);
    }

    private static final String PLUGIN = "printf '{\"apiVersion\": \"client.authentication.k8s.io/v1\","
            + " \"kind\": \"ExecCredential\", \"status\": {\"token\": \"%s\"}}' $(cat " + FILE + ")";

    @Test
    void by_a_plugin_of_kubectl(
            @KubeIdentity(
                            value = "ci",
                            tokenCommand = {"sh", "-c", PLUGIN})
                    KubeAccess ci) {
        assertThat(ci).isAuthenticatedAs(ROBOT);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("token"), text);
    }

    private static void assertNoToken(Cluster cluster, IdentitySpec identity, String... words) {
        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> IdentityTokens.issue(cluster, identity))
                .withMessageContainingAll(words)
                .withMessageContaining("There is no token for the identity \"ci\": ")
                .withMessageNotContaining("s3cr3t");
    }

    @Test
    void what_is_no_token(Cluster cluster) throws IOException {
        IdentitySpec ci = IdentitySpec.named("ci");
        assertNoToken(cluster, ci.withTokenFile(Path.of("none")), "none cannot be read: there is no such file");
        assertNoToken(cluster, ci.withTokenFile(directory), "cannot be read: it is a directory");
        assertNoToken(cluster, ci.withTokenFile(file("")), "has something else than one token");
        assertNoToken(cluster, ci.withTokenFile(file("s3cr3t s3cr3t")), "has something else than one token");
        assertNoToken(cluster, ci.withTokenFile(file("s3cr3t".repeat(20_000))), "has more than 65536 bytes");
        assertNoToken(cluster, ci.withTokenCommand("false"), "the credential plugin false ended with exit code 1");
        assertNoToken(cluster, ci.withTokenCommand("kubeuser-none"), "kubeuser-none could not be run");
        assertNoToken(cluster, ci.withTokenCommand("echo", "{\"s3cr3t\": 1}"), "not of kind ExecCredential");
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"exp\": 1700000000}".getBytes(StandardCharsets.UTF_8));
        assertNoToken(cluster, ci.withTokenFile(file("e30." + claims + ".s3cr3t")), "expired at 2023-11-14T22:13:20Z");
    }

    @Test
    void opaque_tokens_are_read_again_soon(Cluster cluster) throws IOException {
        IdentitySpec ci = IdentitySpec.named("ci").withTokenFile(file("opaque"));
        BearerToken token = IdentityTokens.issue(cluster, ci);
        assertThat(token.token()).isEqualTo("opaque");
        assertThat(token.expirationTime()).isBefore(Instant.now().plusSeconds(61));
        try (KubeAccess nobody = KubeAccess.connect(cluster, token)) {
            assertThat(nobody).isUnauthenticated();
        }
    }

    @Test
    void what_contradicts_a_supplied_token(@KubeIdentity(value = "ci", tokenFile = FILE) KubeAccess ci) {
        IdentitySpec supplied = IdentitySpec.named("ci").withTokenFile(Path.of(FILE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> supplied.withClaims("{'groups': []}"))
                .withMessageContaining("the token is there already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> supplied.withTokenCommand("cat"))
                .withMessageContaining("leave one of the two out");
        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> ForgedToken.expired(ci.token(), ci.cluster()))
                .withMessageContaining("whose issuer has the key");
        assertThat(ForgedToken.tampered(ci.token()).subject()).isEqualTo(supplied);
    }

    @Test
    void forged_whichever_algorithm_its_issuer_has() {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String header = encoder.encodeToString("{\"alg\":\"ES384\"}".getBytes(StandardCharsets.UTF_8));
        String claims = encoder.encodeToString("{\"sub\":\"ci\"}".getBytes(StandardCharsets.UTF_8));
        BearerToken token = new BearerToken(
                IdentitySpec.named("ci").withTokenFile(Path.of(FILE)), header + "." + claims + ".c2ln", Instant.MAX);

        assertThat(JsonWebToken.read(ForgedToken.signedByUnknownKey(token).token()))
                .hasToString("token with the header {\"alg\":\"RS256\"}");
    }
}
