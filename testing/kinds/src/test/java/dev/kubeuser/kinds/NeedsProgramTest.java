// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A program is found on the PATH, or its tests are skipped. */
class NeedsProgramTest {

    @Test
    void what_is_there_is_found() {
        assertThat(NeedsProgram.path("sh")).isExecutable().hasFileName("sh");
    }

    @Test
    void what_is_missing_skips_the_test() {
        assertThatThrownBy(() -> NeedsProgram.path("no-such-program"))
                .hasMessageContaining("skipped, for no-such-program is not on the PATH");
    }
}
