// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rows of a module, from its annotations and from a page, and the line that is printed of a kind. */
class EndOfBuildTest {

    private static final String PAGE = """
            | test | module | holds on | not on the others, because |
            | --- | --- | --- | --- |
            | `Annotated` | here | k3s | it says so |
            | `OtherTest` | there | k3s | it says so |
            """;

    @RunsOn(value = Kind.K3S, because = "it says so")
    static class Annotated {
        @RunsOn(except = Kind.K3S, because = "of this")
        void method() {}
    }

    @Test
    void annotations_of_classes_and_methods_are_found() {
        assertThat(EndOfBuild.annotated("here", "dev.kubeuser.kinds"))
                .containsSubsequence(
                        "| `Annotated.method` | here | embedded, existing | of this |",
                        "| `Annotated` | here | k3s | it says so |");
    }

    @Test
    void rows_of_the_module_are_found() {
        assertThat(EndOfBuild.told("here", PAGE)).containsExactly("| `Annotated` | here | k3s | it says so |");
    }

    @Test
    void reasons_come_with_their_numbers_the_most_frequent_first() {
        assertThat(KindCounts.line(7, 0, Map.of("not applicable: b", 1, "not run: a", 3)))
                .isEqualTo("7 tests run, 0 failed; test methods left out: 3 not run: a; 1 not applicable: b");
        assertThat(KindCounts.line(7, 1, Map.of())).isEqualTo("7 tests run, 1 failed");
    }
}
