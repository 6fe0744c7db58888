// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.admission;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.patch;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.rbac.Subject;
import org.junit.jupiter.api.Test;

/** Whom the policy is about cannot change it, nor the labels that it goes by. */
@KubeManifests({"policies/admission/release-only.yaml", "policies/admission/operators.yaml"})
class ReleaseOnlyOwnersTest {

    @Test
    void only_operators_change_what_the_policy_goes_by(Cluster cluster) {
        assertThat(ClusterPolicy.inForce(cluster))
                .nobody()
                .canAny(
                        delete("validatingadmissionpolicies.admissionregistration.k8s.io"),
                        patch("validatingadmissionpolicybindings.admissionregistration.k8s.io"))
                .nobodyBut(Subject.group("operators"))
                .canAny(patch("namespaces").named("production"));
    }
}
