package dev.kubeuser.table.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.review.AccessQuery;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read of a table in YAML, and what is wrong with one. */
@RunsOnce
class AccessYamlTest {

    private static List<AccessLine> read(String yaml) {
        return new AccessTableFile(new TableText("access.yaml", yaml), Map.of("kubeuser.namespace", "own-1")).read();
    }

    @Test
    void a_case_is_a_line_for_each_of_its_values() {
        assertThat(read("""
                # who may do what
                - name: developers see pods
                  given: [group:dev, alice]
                  when:
                    verb: [get, list]
                    resource: pods
                    namespace: dev
                  then: allow

                - given: user:bob
                  when: {verb: get, path: /metrics}
                  then: deny
                ---
                - given: user:bob
                  when: {verb: delete, resource: secrets, name: [a, b], namespace: '*'}
                  then: deny
                """))
                .extracting(AccessLine::place, AccessLine::toString)
                .containsExactly(
                        tuple("access.yaml:2", "developers see pods: group:dev can get pods in dev"),
                        tuple("access.yaml:2", "developers see pods: group:dev can list pods in dev"),
                        tuple("access.yaml:2", "developers see pods: alice can get pods in dev"),
                        tuple("access.yaml:2", "developers see pods: alice can list pods in dev"),
                        tuple("access.yaml:10", "user:bob cannot get /metrics"),
                        tuple("access.yaml:14", "user:bob cannot delete secrets a in all namespaces"),
                        tuple("access.yaml:14", "user:bob cannot delete secrets b in all namespaces"));
    }

    @Test
    void a_case_may_name_the_binding() {
        assertThat(read("""
                - given: serviceaccount:${kubeuser.namespace}/robot
                  when: {verb: list, resource: pods, namespace: "${kubeuser.namespace}"}
                  then: allow by RoleBinding ${kubeuser.namespace}/robots
                """))
                .containsExactly(new AccessLine(
                        "access.yaml:1",
                        "serviceaccount:${kubeuser.namespace}/robot can list pods in ${kubeuser.namespace} by RoleBinding"
                                + " ${kubeuser.namespace}/robots",
                        "serviceaccount:own-1/robot",
                        AccessQuery.list("pods").in("own-1"),
                        true,
                        BindingReference.roleBinding("own-1", "robots")));
    }

    @ParameterizedTest
    @MethodSource
    void should_refuse(String yaml, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(yaml))
                .withMessageStartingWith(message);
    }

    static Stream<Arguments> should_refuse() {
        String given = "- given: bob\n";
        String when = "  when: {verb: get, resource: pods, namespace: dev}\n";
        return Stream.of(
                Arguments.of("", "The table access.yaml has no cases, so nothing is tested"),
                Arguments.of("[]", "The table access.yaml has no cases, so nothing is tested"),
                Arguments.of("a: [", "access.yaml:1: not YAML: "),
                Arguments.of("a: b", "access.yaml:1: a table is a list of cases, each with given, when and then"),
                Arguments.of("- a", "access.yaml:1: it should have given, then, when, perhaps with name; it has []"),
                Arguments.of(
                        given + when,
                        "access.yaml:1: it should have given, then, when, perhaps with name; it has [given, when]"),
                Arguments.of(
                        given + when + "  then: allow\n  because: x\n",
                        "access.yaml:1: it should have given, then, when, perhaps with name; it has [because, given,"
                                + " then, when]"),
                Arguments.of(
                        given + "  when: {verb: get, resource: pods, path: /metrics}\n  then: allow\n",
                        "access.yaml:2: when: it should have path, verb; it has [path, resource, verb]"),
                Arguments.of(
                        given + "  when: {verb: get, resource: /metrics}\n  then: allow\n",
                        "access.yaml:2: when: what begins with a slash is a path, and all else a resource"),
                Arguments.of(
                        given + "  when: {verb: get, path: [/a, metrics]}\n  then: allow\n",
                        "access.yaml:2: when: what begins with a slash is a path, and all else a resource"),
                Arguments.of(
                        given + "  when:\n    verb: get\n    resource: []\n  then: deny\n",
                        "access.yaml:4: when.resource: the list is empty, so nothing would be asked"),
                Arguments.of(
                        given + "  when: {verb: get, resource: pods, namespace: [dev,\n    1]}\n  then: deny\n",
                        "access.yaml:3: when.namespace[1]: a text is needed; put it into quotes"),
                Arguments.of(
                        given + when + "  then: no\n",
                        "access.yaml:3: then: a text is needed; put it into quotes if YAML takes it for something else"),
                Arguments.of(
                        given + when + "  then: allowed\n",
                        "access.yaml:3: then: write allow, deny, or \"allow by RoleBinding dev/developers\" to name the"
                                + " binding"),
                Arguments.of(
                        given + when + "  then: allow by developers\n",
                        "access.yaml:1: \"developers\" names no binding: write"),
                Arguments.of(
                        given + "  when: {verb: List, resource: pods}\n  then: deny\n",
                        "access.yaml:1: \"List\" is not a verb: a verb is one word, such as list. Did you mean"
                                + " \"list\"?"),
                Arguments.of(
                        given + "  when: {verb: get, resource: pods, namespace: '${other}'}\n  then: deny\n",
                        "access.yaml:1: there is no value for ${other}; declared here are [kubeuser.namespace]"),
                Arguments.of(
                        "- given: &many [" + "a, ".repeat(200) + "a]\n"
                                + "  when: {verb: get, resource: *many, name: *many, namespace: *many}\n  then: deny\n",
                        "access.yaml:1: it stands for more than 10000 lines: write fewer values"));
    }
}
