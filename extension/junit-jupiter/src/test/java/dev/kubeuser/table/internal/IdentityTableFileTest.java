package dev.kubeuser.table.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.assertion.internal.ExpectedIdentity;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.kinds.RunsOnce;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read of a table of identities, what is wrong with one, and what is written into it. */
@RunsOnce
class IdentityTableFileTest {

    private static final String HEADER = "claims, claims.a, username, groups, uid, extra.k, refused\n";

    private static List<IdentityLine> read(String csv) {
        return new IdentityTableFile(IdentityTableFileTest.class, "identities.csv").read(csv);
    }

    @ParameterizedTest
    @MethodSource
    void a_cell_is_json_or_text(String cell, String json) {
        assertThat(read("claims.a,username\n" + cell + ",u\n").get(0).identity().claims())
                .isEqualTo(json);
    }

    static Stream<Arguments> a_cell_is_json_or_text() {
        return Stream.of(
                Arguments.of("ann", "{\"a\":\"ann\"}"),
                Arguments.of("true", "{\"a\":true}"),
                Arguments.of("4711", "{\"a\":\"4711\"}"),
                Arguments.of("  \"\"\"4711\"\"\"", "{\"a\":\"4711\"}"),
                Arguments.of(" \"['x', 'y']\" ", "{\"a\":[\"x\",\"y\"]}"),
                Arguments.of("{'b': null}", "{\"a\":{\"b\":null}}"),
                Arguments.of("", "{}"));
    }

    @Test
    void a_line_says_who_somebody_is() {
        assertThat(read(HEADER + "{'b': 1}, x, u, g; h, , , \n,,,,,, yes\n,,u,,7,\"['v;w']\",no\n,,,,,,\n"))
                .extracting(IdentityLine::toString)
                .containsExactly(
                        "{\"b\":1,\"a\":\"x\"} is \"u\" in the groups [g, h]",
                        "{} is refused",
                        "{} is \"u\" in the groups [] with the uid \"7\" with the extra attributes {k=[v;w]}",
                        "{} is to be filled in");
    }

    @ParameterizedTest
    @MethodSource
    void should_refuse(String csv, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(csv))
                .withMessage(message);
    }

    static Stream<Arguments> should_refuse() {
        String headings =
                "The first line of identities.csv should be claims or claims.CLAIM for some claims, username, and"
                        + " perhaps name, issuer, audience, groups, uid, extra.KEY and refused; it has ";
        return Stream.of(
                Arguments.of("claims,user\n{},u\n", headings + "[claims, user]"),
                Arguments.of("name,username\nann,u\n", headings + "[name, username]"),
                Arguments.of(
                        HEADER + "{,,u,,,,\n",
                        "identities.csv:2: claims is not JSON: "
                                + "java.io.EOFException: End of input at line 1 column 2 path $."),
                Arguments.of(
                        HEADER + "[],,u,,,,\n",
                        "identities.csv:2: claims is not a JSON object, as {'groups': ['sre']} is"),
                Arguments.of(HEADER + "{'a': 1},2,u,,,,\n", "identities.csv:2: the claim a is in two columns"),
                Arguments.of(HEADER + ",,u,,,,perhaps\n", "identities.csv:2: refused is \"perhaps\": write yes or no"),
                Arguments.of(
                        HEADER + ",,u,,,,yes\n",
                        "identities.csv:2: the token is to be refused, so leave username empty"),
                Arguments.of(
                        HEADER + ",,u,\"[['g']]\",,,\n",
                        "identities.csv:2: groups is not a list of texts, as ['a', 'b'] is"),
                Arguments.of(
                        "issuer,claims,username\nhttps://a,{'iss': 'https://b'},u\n",
                        "identities.csv:2: the issuer is https://a, and the claims have the iss \"https://b\"; leave one"
                                + " of the two out"));
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    @Test
    void cells_are_written_and_all_else_stays() {
        String head = lines("# who is who", "", "name,  claims,        username, groups", "ann, \"{'a':", "");
        String csv = head + lines(" 1}\" , old,      x", "bob,    {},         ,", "");
        Map<String, String> ann = Map.of("username", "ann, too", "groups", "sre", "uid", "1");
        String updated = TableSource.updated(csv, 4, headings -> ann);
        assertThat(updated).isEqualTo(head + lines(" 1}\" , \"ann, too\",      sre", "bob,    {},         ,", ""));
        assertThat(TableSource.updated(updated, 6, headings -> Map.of("username", "bob", "groups", "")))
                .endsWith(lines("", "bob,    {}, bob     ,", ""));
    }

    @Test
    void what_the_api_server_says_is_written() {
        String csv = "claims.a,username,groups,extra.k,refused\nx,,,,\n";
        ExpectedIdentity ann = new ExpectedIdentity("ann", Set.of("a;b"), "7", Map.of("k", Set.of("v")));
        assertThat(written(csv, ann)).endsWith("\nx,ann,\"[\"\"a;b\"\"]\",v,\n");
        assertThat(written(csv, ExpectedIdentity.REFUSED)).endsWith("\nx,,,,yes\n");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> written("claims.a,username\nx,ann\n", ExpectedIdentity.REFUSED))
                .withMessage(
                        "[identities.csv:2] The table needs a column refused, which is \"yes\" here. Add it, and write"
                                + " the file again.");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> written("claims.a,username,extra.j\nx,,\n", ann))
                .withMessageContaining("needs a column extra.k, which is \"v\" here");
    }

    private static String written(String csv, ExpectedIdentity found) {
        return TableSource.updated(csv, 2, headings -> IdentityTableFile.cells(headings, found, "identities.csv:2"));
    }
}
