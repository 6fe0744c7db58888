// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.assertion.KubeSoftAssertions;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of a table, and what is wrong with one. */
@RunsOnce
class AccessTableFileTest {

    @RegisterExtension
    static final PolicyInForce POLICY = new PolicyInForce(new Policy()
            .namespace("own-1")
            .binding("own-1/robots", "ClusterRole view", "account own-1/robot")
            .manifests("the policy of AccessTableFileTest"));

    private static final String WEB = "src/test/resources/dryrun/web.yaml";

    @KubeAdmin
    private KubeAccess admin;

    @KubeUser("nobody")
    private KubeAccess nobody;

    private static List<Line> read(String yaml) {
        return new AccessTableFile(new TableText("access.yaml", yaml), Map.of("kubeuser.namespace", "own-1")).read();
    }

    /** Notes whom lines are about. */
    private record Noted(KubeAccess access, KubeSoftAssertions softly, List<String> subjects) implements Line.Asked {

        @Override
        public AbstractAccessAssert<?, ?> about(String subject) {
            subjects.add(subject);
            return softly.assertThat(access);
        }

        @Override
        public AbstractAccessAssert<?, ?> writer(String subject) {
            return about("writer " + subject);
        }

        @Override
        public EffectivePolicy policy() {
            throw new AssertionError();
        }

        @Override
        public Cluster cluster() {
            throw new AssertionError();
        }
    }

    /** Whom a line is about, and which assertions fail on what it denies the administrator, and allows nobody. */
    private List<String> asserted(Line line) {
        boolean isDenied = line.words().expected().startsWith("deny");
        Noted noted = new Noted(isDenied ? admin : nobody, new KubeSoftAssertions(), new ArrayList<>());
        line.test().apply(noted).run();
        return Stream.concat(
                        noted.subjects.stream(),
                        noted.softly.errorsCollected().stream()
                                .map(Throwable::getMessage)
                                .map(AccessTableFileTest::expectation))
                .toList();
    }

    private static String expectation(String failure) {
        return failure.lines()
                .skip(1)
                .takeWhile(line -> !line.startsWith("but"))
                .collect(Collectors.joining(" "))
                .replaceFirst("(Expecting|to (deny|warn)) user \"[^\"]*\" \\[[^\\]]*\\] ?", "$2 ")
                .strip();
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
                - given: "alice, of A"
                  when: {verb: update, resource: deployments.apps/scale, namespace: '*'}
                  then: deny
                - given: group:dev
                  when: {verb: list, resource: pods, where: spec.nodeName=n1, labelled: "app in (a,b)", namespace: dev}
                  then: allow
                """))
                .extracting(Line::place, Line::text)
                .containsExactly(
                        tuple("access.yaml:2", "developers see pods: group:dev can get pods in dev"),
                        tuple("access.yaml:2", "developers see pods: group:dev can list pods in dev"),
                        tuple("access.yaml:2", "developers see pods: alice can get pods in dev"),
                        tuple("access.yaml:2", "developers see pods: alice can list pods in dev"),
                        tuple("access.yaml:10", "user:bob cannot get /metrics"),
                        tuple("access.yaml:14", "user:bob cannot delete secrets a in all namespaces"),
                        tuple("access.yaml:14", "user:bob cannot delete secrets b in all namespaces"),
                        tuple("access.yaml:17", "alice, of A cannot update deployments.apps/scale in all namespaces"),
                        tuple(
                                "access.yaml:20",
                                "group:dev can list pods where spec.nodeName=n1 labelled app in (a,b) in dev"));
    }

    @Test
    void a_case_may_be_about_writes_of_objects() {
        String files = "src/test/resources/proof/trial-admission.yaml";
        List<Line> lines = read("""
                - name: writers
                  given: [alice, bob]
                  when: {apply: %s}
                  then: allow
                - given: bob
                  when: {create: %s, namespace: "${kubeuser.namespace}"}
                  then: deny by ValidatingAdmissionPolicy release-only
                - given: bob
                  when: {delete: %s}
                  then: allow, warned by ValidatingAdmissionPolicy release-only
                """.formatted(files, files, files));
        assertThat(asserted(lines.get(0)))
                .containsExactly("writer alice", "to be allowed to apply Namespace trial-admission (" + files + ":1)");
        assertThat(asserted(lines.get(10)))
                .containsExactly(
                        "writer bob",
                        "not to be allowed to create Namespace trial-admission (" + files + ":1) in namespace own-1",
                        "Expecting ValidatingAdmissionPolicy release-only deny to create Namespace trial-admission ("
                                + files + ":1) in namespace own-1");
        assertThat(asserted(lines.get(15)))
                .containsExactly(
                        "writer bob",
                        "to be allowed to delete Namespace trial-admission (" + files + ":1)",
                        "Expecting ValidatingAdmissionPolicy release-only warn of delete Namespace trial-admission ("
                                + files + ":1)");
        assertThat(lines)
                .hasSize(20)
                .extracting(Line::text)
                .contains(
                        "writers: alice can apply Role trial-admission/writers (" + files + ":5)",
                        "bob cannot create Namespace trial-admission (" + files + ":1) in ${kubeuser.namespace}");
    }

    @Test
    void a_case_may_be_about_patches() {
        String object = "src/test/resources/dryrun/present.yaml";
        List<Line> lines = read("""
                - given: bob
                  when: {patch: %s, with: {data: {a: null}}, namespace: own-1}
                  then: deny
                - given: bob
                  when: {patch: %s, with: src/test/resources/dryrun/patch.yaml}
                  then: deny
                """.formatted(object, object));
        assertThat(asserted(lines.get(0)))
                .containsExactly(
                        "writer bob",
                        "not to be allowed to patch ConfigMap writes/present (" + object + ":1) in namespace own-1");
        assertThat(lines)
                .extracting(Line::text)
                .containsExactly(
                        "bob cannot patch ConfigMap writes/present (" + object + ":1) in own-1",
                        "bob cannot patch ConfigMap writes/present (" + object + ":1)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {patch: WEB} | deny | it should have patch, with, perhaps with namespace
            {patch: WEB, with: missing.yaml}      | deny | when.with: missing.yaml
            {patch: WEB, with: 'helm:charts/x'}   | deny | render others first
            {patch: WEB, with: '{data: null}'}    | deny | write a patch without quotes
            {patch: WEB, with: [a]}  | deny | when.with: A patch is a list of operations
            {patch: WEB, with: null} | deny | when.with: A patch is a list of operations
            {create: missing.yaml}   | allow | missing.yaml
            {create: 'helm:charts/operator'}      | allow | render others first
            {create: x.yaml, verb: get}           | allow | it should have create, perhaps with namespace
            {create: WEB} | allow by RoleBinding a/b | write allow, deny, "deny by
            """)
    void mistakes_in_writes_are_said(String when, String then, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read("- {given: bob, when: " + when.replace("WEB", WEB) + ", then: " + then + "}"))
                .withMessageStartingWith("access.yaml:1: ")
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deny | cannot list pods in ${kubeuser.namespace} | not to be allowed to list pods in namespace "own-1"
            allow by RoleBinding ${kubeuser.namespace}/robots \
            | can list pods in ${kubeuser.namespace} by RoleBinding ${kubeuser.namespace}/robots \
            | to be allowed to list pods in namespace "own-1"; \
            to be allowed to list pods in namespace "own-1" by RoleBinding own-1/robots
            """)
    void namespaces_are_filled_in(String then, String sentence, String asserted) {
        Line line = read("""
                - given: serviceaccount:${kubeuser.namespace}/robot
                  when: {verb: list, resource: pods, namespace: "${kubeuser.namespace}"}
                  then: %s
                """.formatted(then)).get(0);
        String robot = "serviceaccount:${kubeuser.namespace}/robot";
        assertThat(line.words())
                .isEqualTo(new Line.Words(
                        "access.yaml:1",
                        "",
                        robot,
                        "list pods in ${kubeuser.namespace}",
                        then,
                        robot + " " + sentence));
        assertThat(line.who()).isEqualTo("serviceaccount:own-1/robot");
        assertThat(asserted(line)).containsExactly(("serviceaccount:own-1/robot; " + asserted).split("; ", -1));
    }

    @Test
    void a_case_may_be_about_everybody() {
        assertThat(read("""
                - name: Secrets
                  given: {everybody but: [group:sre, 'serviceaccount:${kubeuser.namespace}/robot']}
                  when: {verb: [get, list], resource: secrets, namespaces labelled: env=prod}
                  then: deny
                - given: everybody
                  when: {verb: get, path: [/healthz, /livez]}
                  then: allow
                """))
                .allSatisfy(line -> assertThat(line.who()).isNull())
                .extracting(Line::place, Line::text)
                .containsExactly(
                        tuple(
                                "access.yaml:1",
                                "Secrets: nobody but group:sre, serviceaccount:${kubeuser.namespace}/robot can get,"
                                        + " list secrets in every namespace labelled env=prod"),
                        tuple("access.yaml:5", "everybody can get /healthz, /livez"));
    }

    @Test
    void a_case_may_be_about_escalation() {
        assertThat(read("""
                - given: [alice, group:dev]
                  when: {become: cluster-admin}
                  then: deny
                - given: alice
                  when: {act as: 'serviceaccount:${kubeuser.namespace}/robot'}
                  then: deny
                - given: alice
                  when: {gain role: ClusterRole edit}
                  then: deny
                """))
                .extracting(this::asserted)
                .containsExactly(
                        List.of("alice", "not to become cluster-admin"),
                        List.of("group:dev", "not to become cluster-admin"),
                        List.of("alice", "not to act as ServiceAccount own-1/robot"),
                        List.of("alice", "not to gain ClusterRole edit"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | The table access.yaml has no cases, so nothing is tested",
                "[] | The table access.yaml has no cases, so nothing is tested",
                "a: [ | 'access.yaml:1: not YAML: '",
                "a: b | access.yaml:1: a table is a list of cases in YAML, each with given, when and then; this is a"
                        + " mapping",
                "'subject,verb,resource,namespace,allowed\nalice,list,pods,*,no\n' | access.yaml:1: a table is a list"
                        + " of cases in YAML, each with given, when and then; this is text",
                "- a | access.yaml:1: it should have given, then, when, perhaps with name; it has []",
                "- {given: bob, when: {}} | access.yaml:1: it should have given, then, when, perhaps with name; it has"
                        + " [given, when]",
                "- {given: bob, when: {}, then: allow, because: x} | access.yaml:1: it should have given, then, when,"
                        + " perhaps with name; it has [because, given, then, when]",
                "'- given: bob\n  when:\n    verb: get\n    resource: []\n  then: deny' | access.yaml:4: when.resource:"
                        + " the list is empty, so nothing would be asked",
                "'- given: bob\n  when: {verb: get, resource: pods, namespace: [dev,\n    1]}\n  then: deny'"
                        + " | access.yaml:3: when.namespace[1]: a text is needed; put it into quotes",
            })
    void should_refuse(String yaml, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(yaml))
                .withMessageStartingWith(message);
    }

    @Test
    void should_refuse_a_case_of_too_many_lines_or_questions() {
        should_refuse(
                "- given: {everybody but: &many [" + "'group:a', ".repeat(200) + "'group:a']}\n"
                        + "  when: {verb: get, resource: *many, name: *many, namespaces: every}\n  then: deny\n",
                "access.yaml:2: when: it stands for more than 10000 questions: write fewer values");
        should_refuse(
                "- given: &many [" + "a, ".repeat(200) + "a]\n"
                        + "  when: {verb: get, resource: *many, name: *many, namespace: *many}\n  then: deny\n",
                "access.yaml:1: it stands for more than 10000 lines: write fewer values");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # given | when | then | the line, and what is wrong in it
            bob | GET | no      | 3: then: write allow or deny: YAML takes words such as yes for something else
            bob | GET | allowed \
                | 3: then: write allow, deny, or "allow by RoleBinding dev/developers" to name the binding
            bob | GET | allow by developers | 1: "developers" names no binding: write
            bob | {verb: get, resource: pods, path: /metrics} | allow \
                | 2: when: it should have path, verb; it has [path, resource, verb]
            bob | {verb: get, resource: /metrics}  | allow \
                | 2: when: what begins with a slash is a path, and all else a resource
            bob | {verb: get, path: [/a, metrics]} | allow \
                | 2: when: what begins with a slash is a path, and all else a resource
            bob | {verb: List, resource: pods} | deny \
                | 1: "List" is not a verb: a verb is one word, such as list. Did you mean "list"?
            bob | {verb: list, path: /metrics} | deny \
                | 1: URLs are asked for by HTTP method, get, head, post, put, patch, delete, options; \
            nobody can "list" /metrics
            bob | {verb: get, resource: pods, namespace: '${other}'} | deny \
                | 1: there is no value for ${other}; declared here are [kubeuser.namespace]
            bob | {verb: get, resource: pods, namespaces: dev} | deny \
                | 2: when: write namespace, with "*" for all of them at once: namespaces is for everybody
            bob | {become: cluster-admin} | allow \
                | 3: then: whether subjects can become is searched to deny it: write deny
            bob | {become: admin} | deny \
                | 2: when.become: write cluster-admin, "act as" with another subject, or "gain role" with a role
            bob | {act as: admin}   | deny | 2: when.act as: "admin" names no subject: write
            bob | {gain role: edit} | deny | 2: when.gain role: "edit"
            {nobody but: group:sre} | GET | deny \
                | 1: given: write subjects, everybody, or "everybody but" with a list; it has [nobody but]
            {everybody but: sre} | GET | deny \
                | 1: given.everybody but: "sre" names no subject of a policy: write user:NAME,
            {everybody but: group:sre} | GET | allow | 3: then: with this given, it is deny; it is "allow"
            everybody | {verb: Get, resource: pods, namespaces: every} | deny | 1: "Get" is not a verb
            everybody | {verb: get, resource: pods, namespaces: a, namespaces labelled: a=b} | deny \
                | 2: when: namespace, namespaces and "namespaces labelled" exclude each other
            everybody | {verb: get, resource: pods, everywhere} | deny \
                | 2: when: it should have resource, verb, perhaps with labelled, name, namespace, \
            namespaces, namespaces labelled, where; it has [everywhere, resource, verb]
            """)
    void should_refuse_a_case(String given, String when, String then, String message) {
        String get = "{verb: get, resource: pods, namespace: dev}";
        should_refuse(
                "- given: " + given + "\n  when: " + when.replace("GET", get) + "\n  then: " + then + "\n",
                "access.yaml:" + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            latin-1.yaml | it is not in UTF-8: the byte 0xE9 in line 2 is not; save it as UTF-8
            /policies    | it is a directory
            """)
    void should_refuse_a_file_without_text(String name, String why) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> TableText.nextTo(AccessTableFileTest.class, name))
                .withMessage("The table " + name + " could not be read: " + why);
    }

    @Test
    void a_byte_order_mark_is_no_text() {
        assertThat(new AccessTableFile(TableText.nextTo(AccessTableFileTest.class, "marked.yaml"), Map.of()).read())
                .extracting(Line::text)
                .containsExactly("alice can list pods in dev");
    }
}
