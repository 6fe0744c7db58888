// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.trial;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOnce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

/** What a trial says where JUnit has nothing that outlives a run of the engine. */
@RunsOnce
@OnEachJUnit
@DisabledIf(
        value = "dev.kubeuser.testkit.SessionStores#exist",
        disabledReason = "not applicable: this JUnit is new enough")
class TrialOnOldestJUnitTest {

    @Test
    void names_what_it_found_and_what_it_needs() {
        MutationTrial trial = MutationTrial.ofAdmission(TrialOnOldestJUnitTest.class);
        assertThatThrownBy(trial::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A trial of mutants needs JUnit 5.13 or newer, but runs on JUnit 5.12.2: import"
                        + " org.junit:junit-bom of 5.13.4 or newer");
    }
}
