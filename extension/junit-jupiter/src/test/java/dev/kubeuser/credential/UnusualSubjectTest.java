// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiException;
import java.security.cert.CertificateParsingException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a certificate says of its holder arrives at the API server as it is, issued or forged. */
@KubeCluster
class UnusualSubjectTest {

    private static final String FORGED = "it forges certificates with keys that only the embedded kind shows";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static Stream<String> names() {
        return Stream.of(
                "#ops",
                "\\lead",
                "#0c05616c696365",
                "a".repeat(65),
                "u".repeat(1000),
                "x+y=z,O=w",
                "a+b=c\\d",
                "O'Brien, \"Bo\" <bo@example.com>",
                "system:kube-test",
                "-x-",
                "😀",
                " a ",
                "é́ß",
                "개발자");
    }

    private static UserSpec user(String name) {
        return UserSpec.named(name)
                .withGroups(name, "second")
                .withKey(KeyAlgorithm.ECDSA_P256)
                .withExpiration(Duration.ofMinutes(10));
    }

    private static void assertArrives(Cluster cluster, ClientCredential credential, String name) throws ApiException {
        assertThat(credential.userName()).isEqualTo(name);
        try (KubeAccess access = KubeAccess.connect(cluster, credential)) {
            var who = Whoami.of(access.apiClient());
            assertThat(who.getUsername()).isEqualTo(name);
            assertThat(who.getGroups()).contains(name, "second");
            assertThat(access.kubeconfig().file()).exists();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void of_an_issued_certificate(String name, Cluster cluster) throws ApiException {
        try (CertificateFlow flow = new CertificateFlow(cluster, user(name), PATIENCE)) {
            assertArrives(cluster, flow.run(), name);
        }
    }

    private static CertificateTemplate nameless() {
        return CertificateTemplate.of(user("nobody")).withCommonName("");
    }

    /** The signer issues it; then the API server cannot tell whose it is. */
    @Test
    void certificate_without_a_name_is_nobodys(Cluster cluster) {
        UserSpec user = user("nobody");
        try (CertificateFlow flow = new CertificateFlow(cluster, user, PATIENCE)) {
            flow.generate(user.key().generate(), nameless());
            assertNobodys(cluster, flow.run());
        }
    }

    private static void assertNobodys(Cluster cluster, ClientCredential credential) {
        assertThat(credential.userName()).isEmpty();
        try (KubeAccess access = KubeAccess.connect(cluster, credential)) {
            assertThat(access).isUnauthenticated();
            assertThat(access.get("/api/v1/nodes")).isUnauthorized().hasMessageContaining("Unauthorized");
        }
    }

    @Test
    void units_and_alternative_names_are_requested_and_issued(Cluster cluster)
            throws ApiException, CertificateParsingException {
        UserSpec user = user("unit");
        try (CertificateFlow flow = new CertificateFlow(cluster, user, PATIENCE)) {
            flow.generate(user.key().generate(), withUnits(user));
            ClientCredential issued = flow.run();
            assertHasUnits(issued);
            assertArrives(cluster, issued, "unit");
        }
    }

    private static CertificateTemplate withUnits(UserSpec user) {
        return CertificateTemplate.of(user)
                .withOrganizationalUnits("#platform", "on call")
                .withAlternativeNames(
                        "DNS:ci.example.com", "IP:10.0.0.1", "email:ci@example.com", "URI:spiffe://example.com/ci");
    }

    /** The signer orders the subject again. */
    private static void assertHasUnits(ClientCredential credential) throws CertificateParsingException {
        assertThat(credential.distinguishedName()).contains("OU=\\#platform", "OU=on call", "CN=unit");
        Collection<List<?>> names = credential.certificate().getSubjectAlternativeNames();
        assertThat(names.stream().map(name -> String.valueOf(name.get(1))))
                .containsExactlyInAnyOrder("ci.example.com", "10.0.0.1", "ci@example.com", "spiffe://example.com/ci");
    }

    @Test
    void alternative_name_of_no_known_form_is_refused() {
        assertThatThrownBy(() -> nameless().withAlternativeNames("ci.example.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"ci.example.com\" is not an alternative name: write \"DNS:ci.example.com\"");
    }

    @ParameterizedTest
    @MethodSource("names")
    @RunsOn(value = EMBEDDED, because = FORGED)
    void of_a_forged_certificate(String name, Cluster cluster) throws ApiException {
        assertArrives(
                cluster, ForgedCertificate.of(user(name)).signedBy(cluster).sign(), name);
    }

    @Test
    @RunsOn(value = EMBEDDED, because = FORGED)
    void forged_certificate_of_a_template(Cluster cluster) throws ApiException, CertificateParsingException {
        UserSpec user = user("unit");
        ForgedCertificate forgery = ForgedCertificate.of(user).signedBy(cluster);
        assertNobodys(cluster, forgery.with(nameless()).sign());
        ClientCredential forged = forgery.with(withUnits(user)).sign();
        assertHasUnits(forged);
        assertArrives(cluster, forged, "unit");
    }
}
