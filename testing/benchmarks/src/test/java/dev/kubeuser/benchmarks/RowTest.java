// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What contenders take, and the row of the table that it becomes. */
class RowTest {

    private final List<String> order = new ArrayList<>();
    private final Contender a = recorded("a", List.of());
    private final Contender b = recorded("b", List.of());
    private final Contender hindered = recorded("c", List.of("no-such-program"));

    private Contender recorded(String name, List<String> programs) {
        return Contender.of(name, programs, () -> {
            order.add(name);
            return 1.0;
        });
    }

    @Test
    void contenders_take_turns_after_one_run_each_that_is_not_counted() throws Exception {
        assertThat(Contender.inTurns(2, List.of(a.once(), b.once())))
                .containsExactly(List.of(1.0, 1.0), List.of(1.0, 1.0));
        assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
    }

    @Test
    void a_contender_with_an_obstacle_does_not_run_and_its_cell_says_why() throws Exception {
        String obstacle = "not measured: no-such-program is not on the PATH";

        assertThat(Row.compare("something", 1, a, hindered, Target.ratio(0.5)))
                .isEqualTo(new Row("something", "1.000 s", "c: " + obstacle, "", "at most 0.5"));
        assertThat(Row.compare("something", 1, hindered, a, Target.ratio(0.5)))
                .isEqualTo(new Row("something", obstacle, "", "", ""));
        assertThat(order).containsExactly("a", "a");
    }

    @Test
    void the_ratio_is_judged_by_the_target() throws Exception {
        assertThat(Row.compare("something", 1, a, b, Target.ratio(1)).target()).isEqualTo("at most 1: met");
        assertThat(Row.compare("something", 1, a, b, Target.ratio(0.5)).target())
                .isEqualTo("at most 0.5: **not met**");
    }

    @Test
    void a_message_of_several_lines_stays_in_its_cell() {
        Row row = Row.alone("something", "failed: a | b\n  c");

        assertThat(Row.table(List.of(row))).endsWith("| something | failed: a \\| b c |  |  |  |\n");
    }

    @Test
    void the_median_is_the_one_in_the_middle_or_between_the_two_there() {
        assertThat(new Samples(List.of(9.0, 1.0, 2.0), "s", 0).median()).isEqualTo(2.0);
        assertThat(new Samples(List.of(9.0, 1.0, 2.0, 3.0), "s", 0).median()).isEqualTo(2.5);
    }

    @Test
    void samples_are_written_with_the_smallest_and_the_largest() {
        assertThat(Samples.ofSeconds(List.of(1.310, 0.981, 1.052))).hasToString("1.052 s (0.981 to 1.310)");
        assertThat(Samples.ofSeconds(List.of(0.981))).hasToString("0.981 s");
    }

    @Test
    void nothing_has_no_median() {
        assertThatThrownBy(() -> new Samples(List.of(), "s", 0)).hasMessage("nothing was measured");
    }
}
