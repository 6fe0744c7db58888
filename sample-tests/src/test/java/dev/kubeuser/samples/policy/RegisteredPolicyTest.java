// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.KubeUserExtension;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same policy and subjects, by code. */
class RegisteredPolicyTest {

    @RegisterExtension
    static final KubeUserExtension KUBERNETES = KubeUserExtension.builder()
            .manifests("policies/")
            .user("alice", "developers")
            .serviceAccount("ci/deployer")
            .build();

    @Test
    void developers_list_pods_in_dev(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice).can(list("pods").in("dev"));
    }

    @Test
    void the_deployer_lists_no_secrets(@KubeServiceAccount("ci/deployer") KubeAccess deployer) {
        assertThat(deployer).cannot(list("secrets").in("dev"));
    }
}
