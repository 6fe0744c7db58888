// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.base.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a table of identities, what is wrong with one, and what is written into it. */
class IdentityTableFileTest {

    private static final IdentityTableFile TABLE =
            new IdentityTableFile(IdentityTableFileTest.class, "identities.yaml");

    private static List<IdentityTableFile.Case> read(String yaml) {
        return TABLE.read(yaml);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', emptyValue = "", textBlock = """
            a: ann        | {"a":"ann"}
            a: true       | {"a":true}
            a: '4711'     | {"a":"4711"}
            a: "4711"     | {"a":"4711"}
            a: 4711       | {"a":4711}
            a: [x, z]     | {"a":["x","z"]}
            "a": {b: null} | {"a":{"b":null}}
            ''            | {}
            """)
    void a_claim_is_what_yaml_takes_it_for(String claim, String json) {
        assertThat(read("- {given: {" + claim + "}, then: {username: u}}")
                        .get(0)
                        .identity()
                        .claims())
                .isEqualTo(json);
    }

    @Test
    void a_line_says_who_somebody_is() {
        assertThat(read("""
                # who is who
                - given: {b: 1, a: x}
                  then: {username: u, groups: [g, h]}
                - {given: {}, then: refused}
                - given: {}
                  then: {username: u, groups: [], uid: "7", extra: {k: v;w}}
                - name: ann
                  given: {}
                  then: {username: u, uid: "", extra: {}}
                - given: {}
                  then:
                """))
                .extracting(read -> read.words().place(), read -> read.words().sentence())
                .containsExactly(
                        tuple("identities.yaml:2", "{\"b\":1,\"a\":\"x\"} is \"u\" in the groups [g, h]"),
                        tuple("identities.yaml:4", "{} is refused"),
                        tuple(
                                "identities.yaml:5",
                                "{} is \"u\" in the groups [] with the uid \"7\" with the extra attributes {k=[v;w]}"),
                        tuple("identities.yaml:7", "ann is \"u\""),
                        tuple("identities.yaml:10", "{} is to be filled in"));
    }

    @Test
    void what_a_line_does_not_say_may_be_anything() {
        assertThat(read("- {given: {}, then: {username: u}}\n- {given: {}, then: {username: u, uid: '', extra: {}}}"))
                .extracting(IdentityTableFile.Case::expected)
                .containsExactly(
                        new ExpectedIdentity("u", null, null, null), new ExpectedIdentity("u", null, "", Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | The table identities.yaml has no cases, so nothing is tested",
                "'claims.a,username\nx,ann\n' | identities.yaml:1: a table is a list of cases in YAML, each with given"
                        + " and then; this is text",
                "- given: {} | identities.yaml:1: it should have given, then, perhaps with name; it has [given]",
                "- {given: {}, then: refused, issuer: x} | identities.yaml:1: it should have given, then, perhaps with"
                        + " name; it has [given, issuer, then]",
                "- {given: {, then: refused} | 'identities.yaml:1: not YAML: '",
                "'- given: {}\n  then:\n    username: u\n    groups: [[g]]' | identities.yaml:4: then.groups[0]: a text"
                        + " is needed",
            })
    void should_refuse(String yaml, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(yaml))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # given | then | the line, and what is wrong in it
            [a] | refused | 1: given: write the claims of the token, as in {preferred_username: ann, groups: [sre]}
            {a: 1, a: 2} | refused | 1: duplicate key a, first in line 1
            {} | perhaps | 2: then: write refused, or who it is, as in {username: ann, groups: [sre]}
            {} | {username: u, refused: yes} \
                | 2: then: it should have username, perhaps with extra, groups, uid; it has [refused, username]
            {} | {username: u, uid: 7} | 2: then.uid: a text is needed
            {} | {username: u, extra: [k]} \
                | 2: then.extra: write each attribute with its values, as in {example.com/team: [web]}
            """)
    void should_refuse_a_case(String given, String then, String message) {
        should_refuse("- given: " + given + "\n  then: " + then, "identities.yaml:" + message);
    }

    private static String updated(String yaml, int line, ExpectedIdentity found) {
        return TABLE.updated(yaml, read(yaml).get(line), found);
    }

    @Test
    void then_is_written_and_all_else_stays() {
        String yaml = """
                # who is who

                - name: ann
                  given: {'a': 1}   # her claims
                  then:             # who she is
                    username: x
                    groups:
                    - old

                # others
                - name: \u00e9\ud83d\ude00
                  given: {a: {then: x}}
                  then:
                ---
                - {given: {then: refused}, then: refused} # nobody
                """;
        ExpectedIdentity ann = new ExpectedIdentity("ann, too", Set.of("sre"), "1", Map.of("k", Set.of("v")));
        assertThat(updated(yaml, 0, ann))
                .isEqualTo(yaml.replace("""
                then:             # who she is
                    username: x
                    groups:
                    - old
                """, "then: {username: \"ann, too\", groups: [sre]}\n"));
        assertThat(updated(yaml, 1, ExpectedIdentity.REFUSED))
                .isEqualTo(yaml.replace("  then:\n---", "  then: refused\n---"));
        assertThat(updated(yaml, 2, ann))
                .endsWith("\n- {given: {then: refused}, then: {username: \"ann, too\", groups: [sre], uid: \"1\","
                        + " extra: {k: [v]}}} # nobody\n");
        assertThat(updated(yaml.replace("\n", "\r\n"), 1, ExpectedIdentity.REFUSED))
                .isEqualTo(yaml.replace("  then:\n---", "  then: refused\n---").replace("\n", "\r\n"));
    }

    @Test
    void what_the_api_server_says_is_written() {
        ExpectedIdentity ann = new ExpectedIdentity("ann@x", Set.of("a;b"), "7", Map.of("k", Set.of("${v}")));
        assertThat(updated("- {given: {}, then: {username: u, groups: [], extra: {}}}", 0, ann))
                .isEqualTo("- {given: {}, then: {username: ann@x, groups: [\"a;b\"], extra: {k: [\"${v}\"]}}}");
        assertThat(updated("- {given: {}, then: {username: u}}", 0, ann))
                .isEqualTo("- {given: {}, then: {username: ann@x}}");
        assertThat(updated("- {given: {}, then}", 0, new ExpectedIdentity("no", Set.of(), "", Map.of())))
                .isEqualTo("- {given: {}, then: {username: \"no\", groups: []}}");
        assertThat(updated("- &a {given: {}, then: {username: u}}\n- *a", 1, ann))
                .isEqualTo("- &a {given: {}, then: {username: ann@x}}\n- *a");
        assertThat(updated("- {given: {}, then: {username: u}}", 0, ExpectedIdentity.REFUSED))
                .isEqualTo("- {given: {}, then: refused}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- {given: {}, then: &nobody refused}\n- {given: {}, then: *nobody}",
                "[{given: {}, then: refused}, {given: {}, then: refused}]"
            })
    void what_would_change_other_cases_is_not_written(String yaml) {
        ExpectedIdentity ann = new ExpectedIdentity("ann", Set.of(), "", Map.of());
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> updated(yaml, 1, ann))
                .withMessageEndingWith("] The case cannot be written in its place: an alias repeats it, or the file has"
                        + " changed. Write then: {username: ann, groups: []}");
    }
}
