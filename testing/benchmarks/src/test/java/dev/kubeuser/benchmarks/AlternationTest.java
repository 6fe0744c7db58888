package dev.kubeuser.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlternationTest {

    private final List<String> order = new ArrayList<>();
    private final Contender a = new Recorded("a", Optional.empty());
    private final Contender b = new Recorded("b", Optional.empty());
    private final Contender hindered = new Recorded("c", Optional.of("c is not on the PATH"));

    @Test
    void contenders_take_turns_after_one_run_each_that_is_not_counted() throws Exception {
        Map<Contender, Samples> measured = new Alternation(2).of(List.of(a, b));

        assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
        assertThat(measured.values())
                .allSatisfy(samples -> assertThat(samples.values()).hasSize(2));
    }

    @Test
    void a_contender_with_an_obstacle_does_not_run_and_its_cell_says_why() throws Exception {
        Map<Contender, Samples> measured = new Alternation(1).of(List.of(a, hindered));

        assertThat(order).doesNotContain("c");
        assertThat(Row.compare("something", measured, a, hindered, Target.ratio(0.5)))
                .isEqualTo(new Row(
                        "something",
                        "1.000 s (1.000 to 1.000)",
                        "c: not measured: c is not on the PATH",
                        "",
                        "at most 0.5"));
    }

    @Test
    void the_ratio_is_judged_by_the_target() throws Exception {
        Map<Contender, Samples> measured = new Alternation(1).of(List.of(a, b));

        assertThat(Row.compare("something", measured, a, b, Target.ratio(1)).target())
                .isEqualTo("at most 1: met");
        assertThat(Row.compare("something", measured, a, b, Target.ratio(0.5)).target())
                .isEqualTo("at most 0.5: **not met**");
    }

    private final class Recorded implements Contender {

        private final String name;
        private final Optional<String> obstacle;

        Recorded(String name, Optional<String> obstacle) {
            this.name = name;
            this.obstacle = obstacle;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<String> obstacle() {
            return obstacle;
        }

        @Override
        public Duration once() {
            order.add(name);
            return Duration.ofSeconds(1);
        }
    }
}
