// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CertificateTemplate;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.question.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateFlowTest {

    @Test
    void step_by_step(@KubeUser("carol") CertificateFlow flow, Cluster cluster) {
        flow.generate();
        flow.submit();
        assertThat(flow.state().condition()).isEqualTo("Pending");

        flow.approve();
        flow.await();
        assertThat(flow.state().condition()).isEqualTo("Approved,Issued");

        try (KubeAccess carol = KubeAccess.connect(cluster, flow.extract())) {
            assertThat(carol.get("/api").code()).isEqualTo(200);
        }
    }

    @Test
    @KubeManifests("policies/certificates/")
    void approvers_approve_and_nobody_else(
            @KubeUser(value = "ann", groups = "approvers") KubeAccess ann,
            @KubeUser("carol") KubeAccess carol,
            @KubeUser("carol") CertificateFlow flow) {
        assertThat(ann).canApprove(CertificateFlow.SIGNER).cannotSign(CertificateFlow.SIGNER);
        assertThat(carol).cannotApprove(CertificateFlow.SIGNER);

        flow.generate().submit();
        assertThatForbidden(carol, () -> flow.by(carol).approve()).isForbiddenBy(Refusal.AUTHORIZATION);
        flow.by(ann).approve();
        flow.await();
    }

    @Test
    void a_certificate_says_what_the_template_says(@KubeUser("carol") CertificateFlow flow) {
        CertificateTemplate template = CertificateTemplate.of(flow.user())
                .withOrganizationalUnits("on call")
                .withAlternativeNames("DNS:ci.example.com");
        flow.generate(flow.user().key().generate(), template);
        assertThat(flow.run().distinguishedName()).contains("OU=on call");
    }

    @Test
    void a_denied_request_ends_in_an_error_that_tells_why(@KubeUser("mallory") CertificateFlow flow) {
        flow.generate();
        flow.submit();
        flow.deny("LeftTheTeam", "Mallory works elsewhere now.");

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(flow::await)
                .withMessageContainingAll("\"mallory\"", "was denied", "LeftTheTeam: Mallory works elsewhere now.");
    }

    @Test
    void a_request_for_other_usages_is_approved_and_then_failed(@KubeUser("mallory") CertificateFlow flow) {
        flow.generate();
        flow.submit(request -> request.getSpec().usages(List.of("client auth", "server auth")));
        flow.approve();

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(flow::await)
                .withMessageContainingAll("its signer failed it", "SignerValidationFailure", "\"client auth\"");
        assertThat(flow.state().condition()).isEqualTo("Approved,Failed");
    }
}
