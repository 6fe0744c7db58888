// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.KeyAlgorithm;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

@KubeUser("alice")
@KubeUser(value = "bob", groups = "auditors", key = KeyAlgorithm.RSA_2048)
class SeveralUsersTest {

    @KubeUser("alice")
    private KubeAccess alice;

    @Test
    void each_has_a_certificate(@KubeUser("bob") X509Certificate bob) {
        assertThat(alice.distinguishedName()).isEqualTo("CN=alice");
        assertThat(bob.getSubjectX500Principal().getName()).isEqualTo("CN=bob,O=auditors");
        assertThat(bob.getPublicKey().getAlgorithm()).isEqualTo("RSA");
    }

    @Test
    void each_is_known_to_the_server(@KubeUser("bob") KubeAccess bob) {
        assertThat(alice).isAuthenticatedAs("alice").isNotInGroups("auditors");
        assertThat(bob).isAuthenticatedAs("bob").isInGroups("auditors");
    }
}
