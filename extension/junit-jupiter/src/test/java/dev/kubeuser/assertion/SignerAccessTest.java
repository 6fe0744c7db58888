// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;
import static dev.kubeuser.assertion.KubeAssertions.assertThatThrownBy;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.ForgedCertificate;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may approve and sign: the assertions say yes exactly if the API server lets the user do it. */
@KubeCluster
@KubeUser(value = "ci", key = KeyAlgorithm.ECDSA_P256, expiration = "1h")
class SignerAccessTest {

    private static final String SIGNER = "example.com/ci";

    /** A user for each rule or two, named as the rules are. */
    private static final String POLICY = role("both", rule("approval", "update"), signers("approve", SIGNER))
            + role("domain", rule("approval", "update"), signers("approve", "example.com/*"))
            + role("every", rule("approval", "update"), "approve signers.certificates.k8s.io")
            + role("literal", rule("approval", "update"), signers("approve", "*"))
            + role("other", rule("approval", "update"), signers("approve", "example.com/cd"))
            + role("half", rule("approval", "update"))
            + role("other-half", signers("approve", SIGNER))
            + role("patcher", rule("approval", "patch"), signers("approve", SIGNER))
            + role("signer", rule("status", "update"), signers("sign", SIGNER))
            + role("domain-signer", rule("status", "update"), signers("sign", "example.com/*"))
            + role("status-writer", rule("status", "update"))
            + role("unheard", signers("sign", SIGNER))
            + role("mixed", rule("status", "update"), signers("approve", SIGNER))
            + role("lord", "* *.certificates.k8s.io");

    private static String rule(String subresource, String verb) {
        return verb + " certificatesigningrequests.certificates.k8s.io/" + subresource;
    }

    private static String signers(String verb, String name) {
        return verb + " signers.certificates.k8s.io " + name;
    }

    private static String role(String user, String... rules) {
        String name = "signer-access-" + user;
        return new Policy().clusterRole(name, rules).to("user " + name).yaml();
    }

    @RegisterExtension
    static final PolicyInForce IN_FORCE = new PolicyInForce("the policy of SignerAccessTest", POLICY);

    private static KubeAccess access(Cluster cluster, String user) {
        UserSpec spec = UserSpec.named("signer-access-" + user).withKey(KeyAlgorithm.ECDSA_P256);
        try (CertificateFlow flow = new CertificateFlow(cluster, spec, Duration.ofSeconds(30))) {
            return KubeAccess.connect(cluster, flow.run());
        }
    }

    private static void submit(CertificateFlow flow) {
        flow.generate(flow.user().key().generate());
        flow.submit(request -> request.getSpec().setSignerName(SIGNER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"both", "domain", "every", "lord"})
    void who_can_approve_does(String user, Cluster cluster, @KubeUser("ci") CertificateFlow flow) {
        submit(flow);
        try (KubeAccess access = access(cluster, user)) {
            assertThat(access).canApprove(SIGNER);
            flow.by(access).approve();
            assertThat(flow.state().condition()).isEqualTo("Approved");
            assertFails(() -> assertThat(access).cannotApprove(SIGNER));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "literal, SIGNER",
        "other, SIGNER",
        "half, SIGNER",
        "mixed, AUTHORIZATION",
        "other-half, AUTHORIZATION",
        "patcher, AUTHORIZATION",
        "nobody, AUTHORIZATION"
    })
    void who_cannot_approve_does_not(String user, Refusal by, Cluster cluster, @KubeUser("ci") CertificateFlow flow) {
        submit(flow);
        try (KubeAccess access = access(cluster, user)) {
            assertThat(access).cannotApprove(SIGNER);
            assertThatForbidden(access, () -> flow.by(access).approve()).isForbiddenBy(by);
            assertThatForbidden(access, () -> flow.by(access).deny()).isForbiddenBy(by);
            assertThat(flow.state().condition()).isEqualTo("Pending");
            assertFails(() -> assertThat(access).canApprove(SIGNER));
        }
        flow.approve();
        assertThat(flow.state().condition()).isEqualTo("Approved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"signer", "domain-signer", "lord"})
    void who_can_sign_does(String user, Cluster cluster, @KubeUser("ci") CertificateFlow flow) {
        submit(flow);
        flow.approve();
        try (KubeAccess access = access(cluster, user)) {
            assertThat(access).canSign(SIGNER);
            flow.by(access)
                    .sign(ForgedCertificate.of(flow.user()).sign(flow.keyPair()).certificatePem());
            assertThat(flow.state().condition()).isEqualTo("Approved,Issued");
            assertThat(flow.extract().userName()).isEqualTo("ci");
        }
    }

    @ParameterizedTest
    @CsvSource({"status-writer, SIGNER", "mixed, SIGNER", "unheard, AUTHORIZATION", "both, AUTHORIZATION"})
    void who_cannot_sign_does_not(String user, Refusal by, Cluster cluster, @KubeUser("ci") CertificateFlow flow) {
        submit(flow);
        flow.approve();
        String certificate =
                ForgedCertificate.of(flow.user()).sign(flow.keyPair()).certificatePem();
        try (KubeAccess access = access(cluster, user)) {
            assertThat(access).cannotSign(SIGNER);
            assertThatForbidden(access, () -> flow.by(access).sign(certificate)).isForbiddenBy(by);
            assertThatThrownBy(() -> flow.by(access).sign(certificate))
                    .hasMessageStartingWith("signing the CertificateSigningRequest " + flow.name()
                            + " as signer-access-" + user + " was refused by the API server with 403: ");
        }
        assertThat(flow.state().condition()).isEqualTo("Approved");
    }

    @Test
    void who_requests_is_the_requestor(
            Cluster cluster,
            @KubeUser("signer-access-nobody") KubeAccess nobody,
            @KubeUser("ci") CertificateFlow flow) {
        flow.generate();
        assertThatForbidden(nobody, () -> flow.by(nobody).submit()).isForbiddenBy(Refusal.AUTHORIZATION);
        try (KubeAccess lord = access(cluster, "lord")) {
            flow.by(lord).submit();
            assertThat(flow.state().requestor()).isEqualTo("signer-access-lord");
        }
    }

    @Test
    void refused_step_says_who_and_why(Cluster cluster, @KubeUser("ci") CertificateFlow flow) {
        submit(flow);
        try (KubeAccess half = access(cluster, "half")) {
            assertThatThrownBy(() -> flow.by(half).approve())
                    .isInstanceOfSatisfying(
                            CredentialException.class,
                            failure -> assertThat(Refusal.of(failure.refusal().orElseThrow()))
                                    .isEqualTo(Refusal.SIGNER))
                    .hasMessageContainingAll(
                            "approving the CertificateSigningRequest " + flow.name() + " as signer-access-half",
                            "403",
                            "user not permitted to approve requests with signerName \"example.com/ci\"");
        }
    }

    @Test
    void failure_says_which_question_is_denied(Cluster cluster) {
        try (KubeAccess half = access(cluster, "half");
                KubeAccess otherHalf = access(cluster, "other-half");
                KubeAccess both = access(cluster, "both")) {
            assertFails(() -> assertThat(half).canApprove(SIGNER))
                    .hasMessageContainingAll(
                            "Expecting user \"signer-access-half\"",
                            "to be allowed to approve CertificateSigningRequests of the signer \"example.com/ci\"",
                            "but the API server said no to approve signers.certificates.k8s.io \"example.com/ci\"",
                            "ClusterRoleBinding signer-access-half")
                    .message()
                    .doesNotContain("said yes", "no to update");
            assertFails(() -> assertThat(otherHalf).canApprove(SIGNER))
                    .hasMessageContaining("but the API server said no to update"
                            + " certificatesigningrequests.certificates.k8s.io/approval")
                    .message()
                    .doesNotContain("said yes", "no to approve");
            assertFails(() -> assertThat(both).cannotApprove(SIGNER))
                    .hasMessageContainingAll(
                            "not to be allowed to approve",
                            "said yes to update certificatesigningrequests.certificates.k8s.io/approval",
                            "said yes to approve signers.certificates.k8s.io \"example.com/ci\"",
                            "ClusterRole signer-access-both");
        }
    }

    @Test
    void subjects_without_a_credential_are_asked_about(Cluster cluster) {
        assertThat(ReviewedSubject.of(cluster, "user:signer-access-both"))
                .canApprove(SIGNER)
                .cannotSign(SIGNER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ci", "example/ci", "example.com/", "example.com/*", "example.com/a/b", "Example.com/ci"})
    void what_no_signer_can_be_called_is_an_error(String signer, @KubeAdmin KubeAccess admin) {
        assertMistaken(() -> assertThat(admin).cannotApprove(signer))
                .hasMessageContaining("\"" + signer + "\" is not the name of a signer");
    }
}
