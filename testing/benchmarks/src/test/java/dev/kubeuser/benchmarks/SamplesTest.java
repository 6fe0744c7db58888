// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void the_median_of_an_odd_number_is_the_one_in_the_middle() {
        assertThat(new Samples(List.of(9.0, 1.0, 2.0), "s", 0).median()).isEqualTo(2.0);
    }

    @Test
    void the_median_of_an_even_number_is_between_the_two_in_the_middle() {
        assertThat(new Samples(List.of(9.0, 1.0, 2.0, 3.0), "s", 0).median()).isEqualTo(2.5);
    }

    @Test
    void are_written_with_the_smallest_and_the_largest() {
        assertThat(Samples.ofSeconds(List.of(1.310, 0.981, 1.052))).hasToString("1.052 s (0.981 to 1.310)");
        assertThat(Samples.ofSeconds(List.of(0.981))).hasToString("0.981 s");
    }

    @Test
    void nothing_has_no_median() {
        assertThatThrownBy(() -> new Samples(List.of(), "s", 0)).hasMessage("nothing was measured");
    }
}
