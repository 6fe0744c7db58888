package dev.kubeuser.samples.admission;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;

import dev.kubeuser.AccessTable;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.rbac.escalation.Technique;
import org.junit.jupiter.api.Test;

/** Whom the policy is about cannot change it, nor the labels that it goes by. */
@KubeManifests({"policies/admission/release-only.yaml", "policies/admission/operators.yaml"})
@KubeUser(value = "bob", groups = "developers")
@KubeUser(value = "olga", groups = "operators")
class ReleaseOnlyBypassTest {

    @Test
    void developers_cannot_bypass_it(@KubeUser("bob") KubeAccess bob) {
        assertThat(bob).cannotBypass("ValidatingAdmissionPolicy release-only").cannotBypass("PodSecurity");
    }

    @AccessTable("bypass.yaml")
    void nor_by_the_table() {}

    /** The policy goes by a label that they may change. */
    @Test
    void operators_can(@KubeUser("olga") KubeAccess olga) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(olga).cannotBypass("ValidatingAdmissionPolicy release-only"))
                .withMessageContaining("1. user \"olga\" takes namespace production out of the namespaceSelector of"
                        + " ValidatingAdmissionPolicyBinding release-only-production"
                        + " (policies/admission/release-only.yaml:49), by its labels");
        assertThat(olga).ignoring(Technique.ADMISSION_BYPASS).cannotBypass("ValidatingAdmissionPolicy release-only");
    }
}
