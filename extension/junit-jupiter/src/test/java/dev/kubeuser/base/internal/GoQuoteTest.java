// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Go 1.26 printed for each by {@code strconv.Quote}. */
@RunsOnce
class GoQuoteTest {

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("a", "\"a\""),
                Arguments.of("\"", "\"\\\"\""),
                Arguments.of("\\", "\"\\\\\""),
                Arguments.of("\u0007", "\"\\a\""),
                Arguments.of("\u001b", "\"\\x1b\""),
                Arguments.of("\u007f", "\"\\x7f\""),
                Arguments.of("\u0085", "\"\\u0085\""),
                Arguments.of("\u00a0", "\"\\u00a0\""),
                Arguments.of("\u202e", "\"\\u202e\""),
                Arguments.of("\ue000", "\"\\ue000\""),
                Arguments.of("\ud83d\ude00", "\"\ud83d\ude00\""),
                Arguments.of("\ud83e\udee0", "\"\ud83e\udee0\""),
                Arguments.of("\ud83e\udee8", "\"\ud83e\udee8\""),
                Arguments.of("\udb40\udc01", "\"\\U000e0001\""));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void reads_what_go_quoted(String text, String quoted) {
        assertThat(GoQuote.unquote(quoted.substring(1, quoted.length() - 1))).isEqualTo(text);
    }
}
