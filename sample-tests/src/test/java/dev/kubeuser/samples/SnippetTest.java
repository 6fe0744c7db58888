// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import org.junit.jupiter.api.Test;

/** The check of the docs would be worth nothing if it found everything everywhere. */
@RunsOnce
class SnippetTest {

    private static final String PAGE = """
            # Page

            <!-- from A.java -->
            ```java
            first();
              second();
            ```
            and
            ```sh
            mvn verify
            ```
            """;

    private final Snippet snippet = Snippet.in(PAGE).get(0);

    @Test
    void blocks_are_found_with_language_and_source() {
        assertThat(Snippet.in(PAGE))
                .containsExactly(
                        new Snippet("java", "first();\n  second();", "A.java"), new Snippet("sh", "mvn verify", ""));
    }

    @Test
    void a_table_that_names_its_file_is_found_whole() {
        assertThat(Snippet.in("""
                        | who | what |
                        | --- | --- |

                        <!-- from golden.md -->
                        | who | change |
                        | --- | --- |
                        | alice | gained |

                        Text.
                        """))
                .containsExactly(
                        new Snippet("table", "| who | change |\n| --- | --- |\n| alice | gained |", "golden.md"));
    }

    @Test
    void lines_may_be_indented_in_their_file() {
        assertThat(snippet.isIn("class A {\n    first();\n      second();\n}\n"))
                .isTrue();
    }

    @Test
    void a_changed_line_is_not_found() {
        assertThat(snippet.isIn("first();\n  another();\n")).isFalse();
    }

    @Test
    void lines_that_do_not_stand_together_are_not_found() {
        assertThat(snippet.isIn("first();\nbetween();\n  second();\n")).isFalse();
    }

    @Test
    void a_file_may_be_shorter_than_the_snippet() {
        assertThat(snippet.isIn("first();\n")).isFalse();
    }
}
