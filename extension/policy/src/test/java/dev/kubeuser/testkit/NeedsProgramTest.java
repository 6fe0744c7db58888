// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NeedsProgramTest {

    @Test
    void a_program_is_found_on_the_PATH() {
        assertThat(NeedsProgram.path("sh")).isExecutable().hasFileName("sh");
    }

    @Test
    void a_program_that_is_missing_skips_the_test() {
        assertThatThrownBy(() -> NeedsProgram.path("no-such-program"))
                .hasMessageContaining("skipped, for no-such-program is not on the PATH");
    }
}
