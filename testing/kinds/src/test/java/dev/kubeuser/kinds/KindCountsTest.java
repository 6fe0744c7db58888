// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The line that is printed of a kind. */
class KindCountsTest {

    @Test
    void reasons_come_with_their_numbers_the_most_frequent_first() {
        assertThat(KindCounts.line(7, 0, Map.of("not applicable: b", 1, "not run: a", 3)))
                .isEqualTo("7 tests run, 0 failed; test methods left out: 3 not run: a; 1 not applicable: b");
        assertThat(KindCounts.line(7, 1, Map.of())).isEqualTo("7 tests run, 1 failed");
    }
}
