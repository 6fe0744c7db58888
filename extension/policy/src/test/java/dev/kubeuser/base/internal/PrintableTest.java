// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No name becomes a command to a terminal or a CI system, nor turns the text around it. */
class PrintableTest {

    private static final String HOSTILE = "a\n::error ::\u001b[31m\u202e";
    private static final String SHOWN = "a\\n::error ::\\x1b[31m\\u202e";

    static Stream<Object> names() {
        return Stream.of(
                RoleReference.role("dev", HOSTILE),
                RoleReference.clusterRole(HOSTILE),
                new BindingReference("RoleBinding", "dev", HOSTILE),
                Subject.user(HOSTILE),
                UserInfo.user(HOSTILE),
                AccessQuery.get("pods").named(HOSTILE),
                (RequestAttributes) new ResourceAttributes("get", "", "pods", "", "dev", HOSTILE));
    }

    @ParameterizedTest
    @MethodSource("names")
    void names_in_messages_are_on_one_line(Object named) {
        assertThat(named.toString()).contains(SHOWN).doesNotContain("\n", "\u001b", "\u202e");
    }

    @Test
    void what_is_shown_stays() {
        assertThat(Printable.text("Jos\u00e9 \ud83e\udee0 \u05d0 x\u0301"))
                .isEqualTo("Jos\u00e9 \ud83e\udee0 \u05d0 x\u0301");
    }

    @Test
    void messages_of_servers_keep_their_lines_but_those_that_command() {
        assertThat(Status.messageIn("denied:\n  ::error ::x\n##[error]y\n\tz\u001b[0m"))
                .isEqualTo("denied:\n\\  ::error ::x\n\\##[error]y\n\tz\\x1b[0m");
    }

    @Test
    void a_name_with_a_comma_is_not_taken_for_two() {
        assertThat(Printable.list(List.of("support, other", "sre"))).isEqualTo("[\"support, other\", sre]");
        assertThat(UserInfo.user("sam", "support, other"))
                .hasToString("\"sam\" [\"support, other\", system:authenticated]");
    }

    /** What Go 1.26 printed for each by {@code strconv.Quote}. */
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

    @Test
    void only_one_has_the_name_of_one() {
        assertThat(Counted.of(0, "mutant")).hasToString("0 mutants");
        assertThat(Counted.of(1, "mutant")).hasToString("1 mutant");
        assertThat(Counted.of(2, "mutant")).hasToString("2 mutants");
        assertThat(Counted.of(1, "binding or subject never used", "bindings or subjects never used"))
                .hasToString("1 binding or subject never used");
        assertThat(Counted.of(11, "binding or subject never used", "bindings or subjects never used"))
                .hasToString("11 bindings or subjects never used");
    }
}
