// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.internal.Counted;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text is escaped where GitHub would take it for Markdown, and nowhere else, and is no longer than GitHub takes. */
class MarkdownTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RoleBinding team-a/read_only-pods (deploy/rbac/team-a.yaml:12)",
                "ClusterRole system:aggregate-to-view, rule 1.5",
                "User alice+ci@example.test of {get, list} # 2!",
                "a__b_c & d, R&D, x > y"
            })
    void words_are_as_they_are(String text) {
        assertThat(MarkdownText.plain(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " is ", textBlock = """
            <b>x</b>        is \\<b>x\\</b>
            *a*b*           is \\*a\\*b\\*
            _a_             is \\_a\\_
            __a__b__        is \\_\\_a__b\\_\\_
            a_-_b           is a\\_-\\_b
            ~~a~~           is \\~\\~a\\~\\~
            [a](http://b)   is \\[a](http://b)
            ![a][b]         is !\\[a]\\[b]
            `a`             is \\`a\\`
            a|b             is a\\|b
            &lt;            is \\&lt;
            &#60;           is \\&#60;
            \\<b>           is \\\\\\<b>
            -               is \\-
            ---             is \\---
            +               is \\+
            '#'             is \\#
            >a              is \\>a
            1.              is 1\\.
            12)             is 12\\)
            @octocat, @1    is @<!-- -->octocat, @<!-- -->1
            see #1          is see #<!-- -->1
            a/b#22          is a/b#<!-- -->22
            a\u202eb        is a\\\\u202eb
            a\u001b[31mb    is a\\\\x1b\\[31mb
            """)
    void what_means_something_is_escaped(String text, String escaped) {
        assertThat(MarkdownText.plain(text)).isEqualTo(escaped);
    }

    @Test
    void it_is_one_line_that_begins_with_no_space() {
        assertThat(MarkdownText.plain("  - a\n\n# b")).isEqualTo("\\- a # b");
    }

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
