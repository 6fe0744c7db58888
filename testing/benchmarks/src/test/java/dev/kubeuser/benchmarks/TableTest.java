package dev.kubeuser.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void a_message_of_several_lines_stays_in_its_cell() {
        Row row = Row.failed("something", new IllegalStateException("a | b\n  c"));

        assertThat(new Table(List.of(row))).asString().endsWith("| something | failed: a \\| b c |  |  |  |\n");
    }
}
