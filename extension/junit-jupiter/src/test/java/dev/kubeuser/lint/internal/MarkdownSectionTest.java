// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.kinds.RunsOnce;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@RunsOnce
class MarkdownSectionTest {

    @Test
    void a_long_section_is_cut_and_written_a_few_times_only() {
        AtomicInteger written = new AtomicInteger();
        MarkdownSection twoLinesEach =
                new MarkdownSection("Findings", "", Counted.of(1_000, "entry", "entries"), most -> {
                    written.incrementAndGet();
                    return new MarkdownSection.Extract(most, Collections.nCopies(2 * most, "- line"));
                });
        String text = MarkdownSection.text(List.of(twoLinesEach), 200, "report.html");
        assertThat(text).startsWith("\n## Findings\n\nThe first 100 of 1000 entries; report.html has the rest.\n\n");
        assertThat(text.lines().filter("- line"::equals)).hasSize(200);
        assertThat(written).hasValueLessThan(12);
    }
}
