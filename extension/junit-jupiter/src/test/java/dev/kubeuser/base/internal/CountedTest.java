// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import org.junit.jupiter.api.Test;

/** One is not several, and none is. */
@RunsOnce
class CountedTest {

    @Test
    void only_one_has_the_name_of_one() {
        assertThat(Counted.of(0, "mutant")).hasToString("0 mutants");
        assertThat(Counted.of(1, "mutant")).hasToString("1 mutant");
        assertThat(Counted.of(2, "mutant")).hasToString("2 mutants");
        assertThat(Counted.of(1, "binding or subject never used", "bindings or subjects never used"))
                .hasToString("1 binding or subject never used");
        assertThat(Counted.of(11, "binding or subject never used", "bindings or subjects never used"))
                .hasToString("11 bindings or subjects never used");
    }
}
