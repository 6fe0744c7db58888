package dev.kubeuser.table.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.review.AccessQuery;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read of a table, and what is wrong with one. */
@RunsOnce
class AccessTableFileTest {

    private static final String HEADER = "subject,verb,resource,namespace,allowed\n";

    private static List<AccessLine> read(String csv) {
        return new AccessTableFile(new TableText("access.csv", csv), Map.of("kubeuser.namespace", "own-1")).read();
    }

    @Test
    void a_line_is_a_question() {
        assertThat(read(HEADER + "\n# a comment\n\"alice, of A\", list ,pods,dev,yes\nbob,get,/metrics,,no\n"
                        + "bob,update,deployments.apps/scale,*,no\n"))
                .extracting(AccessLine::place, AccessLine::toString)
                .containsExactly(
                        tuple("access.csv:4", "alice, of A can list pods in dev"),
                        tuple("access.csv:5", "bob cannot get /metrics"),
                        tuple("access.csv:6", "bob cannot update deployments.apps/scale in all namespaces"));
    }

    @Test
    void columns_are_known_by_their_headings() {
        assertThat(read("allowed,name,namespace,resource,verb,subject\nno,db,dev,secrets,get,alice\n"))
                .extracting(AccessLine::toString)
                .containsExactly("alice cannot get secrets db in dev");
    }

    @Test
    void namespaces_are_filled_in() {
        assertThat(read(HEADER + "serviceaccount:${kubeuser.namespace}/robot,list,pods,${kubeuser.namespace},no\n"))
                .containsExactly(new RequestLine(
                        "access.csv:2",
                        new LineWords(
                                "",
                                "serviceaccount:${kubeuser.namespace}/robot",
                                "list pods in ${kubeuser.namespace}",
                                "deny",
                                "serviceaccount:${kubeuser.namespace}/robot cannot list pods in ${kubeuser.namespace}"),
                        "serviceaccount:own-1/robot",
                        AccessQuery.list("pods").in("own-1"),
                        false,
                        null));
    }

    @ParameterizedTest
    @MethodSource
    void should_refuse(String csv, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(csv))
                .withMessage(message);
    }

    static Stream<Arguments> should_refuse() {
        return Stream.of(
                Arguments.of("", "The table access.csv has no lines, so nothing is tested"),
                Arguments.of(HEADER, "The table access.csv has no lines, so nothing is tested"),
                Arguments.of(
                        HEADER + "alice,list,pods,dev,perhaps\n",
                        "access.csv:2: allowed is \"perhaps\": write yes or no"),
                Arguments.of(HEADER + "alice,list,pods,dev\n", "access.csv:2 has 4 cells, and the first line 5"),
                Arguments.of(HEADER + "alice,list,pods,dev,no,no\n", "access.csv:2 has 6 cells, and the first line 5"),
                Arguments.of(
                        HEADER + "alice,List,pods,dev,no\n",
                        "access.csv:2: \"List\" is not a verb: a verb is one word, such as list. Did you mean"
                                + " \"list\"?"),
                Arguments.of(
                        HEADER + "alice,list,pods,${kubeuser.namespace.dev},no\n",
                        "access.csv:2: there is no value for ${kubeuser.namespace.dev}; declared here are"
                                + " [kubeuser.namespace]"),
                Arguments.of(
                        HEADER + "alice,list,/metrics,dev,no\n",
                        "access.csv:2: URLs are asked for by HTTP method, get, head, post, put, patch, delete, options;"
                                + " nobody can \"list\" /metrics"),
                Arguments.of(
                        "subject,verb,resource,ns,allowed\nalice,list,pods,dev,no\n",
                        "The first line of access.csv should be subject,verb,resource,namespace,allowed, perhaps with"
                                + " name; it has [allowed, ns, resource, subject, verb]"));
    }

    @Test
    void should_refuse_what_is_no_csv() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(HEADER + "\"alice\" and others,list,pods,dev,no\n"))
                .withMessageStartingWith("The table access.csv is no CSV file: ");
    }

    @Test
    void should_refuse_a_file_in_another_encoding() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> TableText.beside(AccessTableFileTest.class, "latin-1.csv"))
                .withMessage(
                        "The table latin-1.csv could not be read: it is not in UTF-8: the byte 0xE9 in line 2 is not;"
                                + " save it as UTF-8");
    }

    @Test
    void should_refuse_a_directory() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> TableText.beside(AccessTableFileTest.class, "/policies"))
                .withMessage("The table /policies could not be read: it is a directory");
    }

    @Test
    void a_byte_order_mark_is_no_text() {
        assertThat(new AccessTableFile(TableText.beside(AccessTableFileTest.class, "marked.csv"), Map.of()).read())
                .extracting(AccessLine::toString)
                .containsExactly("alice can list pods in dev");
    }
}
