// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.trial.MutationTrial;
import dev.kubeuser.trial.TriedMutant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether the tests notice mistakes in the admission policy. */
@RunsOnce
class ReleaseOnlyMistakesTest {

    @Test
    void tests_notice_some_mistakes() {
        List<TriedMutant> mutants = MutationTrial.ofAdmission(ReleaseOnlyTest.class)
                .setting("kubeuser.cluster", "embedded")
                .run();

        assertThat(mutants)
                .filteredOn(mutant -> !mutant.isKilled())
                .extracting(TriedMutant::description)
                .containsExactly(
                        "enforces privileged instead of baseline",
                        "without the validation object.spec.replicas >= 2",
                        "without the condition no-gitops",
                        "not for UPDATE",
                        "with failurePolicy Ignore",
                        "without namespaceSelector");
    }
}
