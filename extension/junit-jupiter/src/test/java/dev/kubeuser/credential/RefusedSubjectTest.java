// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.cluster.Cluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@link UserSpec} refuses up front, the API server refuses indeed. */
@KubeCluster
class RefusedSubjectTest {

    @Test
    void masters_are_refused_by_admission(Cluster cluster) {
        UserSpec user = UserSpec.named("alice").withKey(KeyAlgorithm.ECDSA_P256).withExpiration(Duration.ofHours(1));
        try (CertificateFlow flow = new CertificateFlow(cluster, user, Duration.ofSeconds(5))) {
            flow.generate(user.key().generate(), CertificateTemplate.of(user).withOrganizations("system:masters"));
            assertThatThrownBy(flow::submit)
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll("refused by the API server with 403", "system:masters");
        }
    }

    @Test
    void certificate_for_somebody_else_is_not_taken(Cluster cluster) {
        UserSpec user = UserSpec.named("alice")
                .withGroups("ops")
                .withKey(KeyAlgorithm.ECDSA_P256)
                .withExpiration(Duration.ofHours(1));
        try (CertificateFlow flow = new CertificateFlow(cluster, user, Duration.ofSeconds(5))) {
            flow.generate();
            CertificateTemplate mallory = CertificateTemplate.of(UserSpec.named("mallory"));
            String other = mallory.request(mallory.subject(), user.key(), flow.keyPair());
            flow.submit(csr -> csr.getSpec().setRequest(other.getBytes(StandardCharsets.US_ASCII)));
            flow.approve();
            flow.await();
            assertThatThrownBy(flow::extract)
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContainingAll("user \"alice\" with groups [ops]", "its subject is CN=mallory");
        }
    }
}
