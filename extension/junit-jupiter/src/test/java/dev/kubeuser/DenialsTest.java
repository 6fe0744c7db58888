// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.testkit.ReportJson.denials;
import static dev.kubeuser.testkit.ReportJson.objects;
import static dev.kubeuser.testkit.ReportJson.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.question.DryRun;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.LoggedLines;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.ReportJson;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is refused to subjects under test is told, with the rule that would have allowed it. */
@InTurn
class DenialsTest {

    private static final String POLICY = "classpath:denials/operator.yaml";
    private static final String CORE = "/api/v1/namespaces/denials-test/";
    private static final String ME = "ServiceAccount denials-test/operator";

    @TempDir
    private Path directory;

    private List<JsonObject> denialsOf(Class<?> testClass) throws IOException {
        return denials(ReportJson.of(testClass, directory));
    }

    /** Verb, resource and what refused it, for each. */
    private static List<String> refused(List<JsonObject> denials) {
        return denials.stream()
                .map(denial -> text(denial, "verb") + " " + text(denial, "resource") + text(denial, "nonResourceUrl")
                        + " " + text(denial, "cause") + " "
                        + denial.get("count").getAsInt())
                .toList();
    }

    private static final String EVENTS = "User erin may not create events";

    @AutoClose
    private static final LoggedLines LOGGED = LoggedLines.open();

    @KubeManifests("classpath:denials/everywhere.yaml")
    @KubeUser("erin")
    static class InManyNamespaces {
        @Test
        void makes_events(KubeAccess erin) {
            makesEvents(erin, "spec-1");
            Deadline.in(Duration.ofSeconds(20))
                    .await(() -> !LOGGED.containing(EVENTS).isEmpty());
            List.of("spec-2", "spec-3", "spec-4").forEach(namespace -> makesEvents(erin, namespace));
            erin.get("/api/v1/namespaces/spec-1/secrets");
        }

        private static void makesEvents(KubeAccess erin, String namespace) {
            erin.request("POST", "/api/v1/namespaces/" + namespace + "/events", "{}");
        }
    }

    @Test
    void a_rule_that_is_missing_in_many_namespaces_is_told_once() throws IOException {
        assertThat(denialsOf(InManyNamespaces.class)).hasSize(5);
        assertThat(LOGGED.containing(EVENTS)).hasSize(1);
        assertThat(directory.resolve("report.md"))
                .content()
                .contains("User erin may not create events in 4 namespaces (spec-1, spec-2, spec-3, ...) (4 requests)")
                .doesNotContain("create events in spec-");
        assertThat(ReportJson.page(directory).getAsJsonArray("denials")).hasSize(2);
    }

    static class EachKind extends OperatorCase {
        @Test
        void works(KubeAccess operator) {
            operator.get(CORE + "configmaps?watch=true&timeoutSeconds=1");
            operator.request("POST", CORE + "services", "{}");
            Patch.apply(
                    operator,
                    CORE + "configmaps/new?fieldManager=test",
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: new}}");
            operator.request("PUT", CORE + "endpoints/new", "{}");
            operator.request("POST", CORE + "events", "{}");
            Patch.merge(operator, "/apis/apps/v1/namespaces/denials-test/deployments/web/status", "{}");
            operator.get("/apis/apps/v1/deployments");
            operator.get("/metrics");
        }
    }

    @Test
    void each_refused_verb_is_told_with_its_rule_and_its_role() throws IOException {
        JsonObject report = ReportJson.of(EachKind.class, directory);
        List<JsonObject> denials = denials(report);
        assertThat(refused(denials))
                .containsExactly(
                        "watch configmaps AUTHORIZATION 1",
                        "create services AUTHORIZATION 1",
                        "create configmaps CREATE 1",
                        "update endpoints AUTHORIZATION 1",
                        "create events AUTHORIZATION 1",
                        "patch deployments/status AUTHORIZATION 1",
                        "list deployments AUTHORIZATION 1",
                        "get /metrics AUTHORIZATION 1");
        assertThat(denials).allSatisfy(denial -> {
            assertThat(text(denial, "subject")).isEqualTo(ME);
            assertThat(text(denial.getAsJsonObject("test"), "name")).startsWith("EachKind > works");
        });
        JsonObject watch = denials.get(0);
        assertThat(text(watch, "advice"))
                .matches("change rule 1 of Role denials-test/operator \\(classpath:denials/operator.yaml:\\d+\\):");
        assertThat(watch.getAsJsonObject("edit").get("after").toString())
                .isEqualTo("[\"get\",\"list\",\"patch\",\"watch\"]");
        assertThat(text(watch, "rule")).isEqualTo("""
            - apiGroups: [""]
              resources: ["configmaps"]
              verbs: ["watch"]\
            """);
        assertThat(watch.get("nearest").toString()).contains("rule 1 of Role denials-test/operator", "other verbs");
        assertThat(text(denials.get(2), "request")).startsWith("patch configmaps \"new\" in denials-test");
        assertThat(text(denials.get(6), "advice"))
                .as("a list in all namespaces")
                .contains(
                        "has no role for the whole cluster: add a ClusterRoleBinding to a ClusterRole with the rule:");
        assertNoDenialIsCemented(report);
    }

    private static void assertNoDenialIsCemented(JsonObject report) {
        List<String> suggestions = objects(report, "mutations")
                .filter(mutation -> mutation.has("suggestion"))
                .map(mutation -> text(mutation.getAsJsonObject("suggestion"), "source"))
                .toList();
        assertThat(suggestions)
                .isNotEmpty()
                .noneMatch(suggestion -> suggestion.contains("cannot(create(\"services\")"))
                .noneMatch(suggestion -> suggestion.contains("cannot(create(\"configmaps\")"))
                .noneMatch(suggestion -> suggestion.contains("cannot(watch(\"configmaps\")"));
    }

    static class Expected extends OperatorCase {
        @Test
        void is_refused(KubeAccess operator, CoreV1Api core) {
            assertThat(operator.get(CORE + "secrets")).isForbidden();
            assertThatForbidden(operator, core.listNamespacedPod("denials-test")::execute);
            assertThatForbidden(operator, core.listNamespacedEvent("denials-test")::execute);
            assertThat(DryRun.of(operator).send(delete("pods").in("denials-test")))
                    .isForbidden();
            DryRun.of(operator).send(delete("services").in("denials-test"));
            assertThat(operator).cannot(delete("configmaps").in("denials-test"));
        }
    }

    @KubeUser("newcomer")
    static class BeforeAnyPolicy {
        @Test
        void asserts_a_refusal(KubeAccess newcomer, CoreV1Api core) {
            assertThatForbidden(
                    newcomer, () -> core.listNamespacedSecret("default").execute());
        }
    }

    @KubeManifests(value = POLICY, createNamespaces = true)
    @KubeUser("newcomer")
    static class WithAPolicy {
        @Test
        void asks(KubeAccess newcomer) {
            assertThat(newcomer).cannot(delete("configmaps").in("denials-test"));
        }
    }

    /** Recording begins with the second class, and the audit log has what the first one expected. */
    @Test
    void what_was_refused_before_recording_began_is_no_denial() throws IOException {
        EngineRun.reporting(directory, BeforeAnyPolicy.class, WithAPolicy.class).assertSuccessful(2);
        assertThat(denials(ReportJson.read(directory))).isEmpty();
    }

    static class Many extends OperatorCase {
        @Test
        void asks_again_and_again(KubeAccess operator) {
            for (int number = 0; number < 200; number++) {
                operator.get(CORE + "secrets/s" + number);
            }
        }
    }

    @Test
    void many_requests_of_one_kind_are_one_denial() throws IOException {
        List<JsonObject> denials = denialsOf(Many.class);
        assertThat(refused(denials)).containsExactly("get secrets AUTHORIZATION 200");
        assertThat(denials.get(0).getAsJsonArray("names")).hasSize(3);
        assertThat(text(denials.get(0), "rule")).doesNotContain("resourceNames");
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains("| requests denied | 200 |")
                .contains("## Denials")
                .contains("may not get secrets in denials-test (200 requests)");
        assertThat(Files.readString(directory.resolve("report.sarif")))
                .contains("\"ruleId\":\"denial\"")
                .contains(ME + " may not get secrets in denials-test");
        assertThat(ReportJson.pageTexts(directory))
                .contains(ME + " may not get secrets in denials-test (200 requests)");
    }

    static class Failing extends OperatorCase {
        @Test
        void waits_in_vain(CoreV1Api core) {
            try {
                core.listNamespacedSecret("denials-test").execute();
            } catch (ApiException swallowed) {
                throw new IllegalStateException("nothing happened");
            }
        }
    }

    static class Answering extends OperatorCase {
        @Test
        void is_ok(KubeAccess operator) {
            assertThat(operator.get(CORE + "services")).isOk();
        }
    }

    /** As the Java Operator SDK does: asks for all rules first, on a thread of its own, and gives up. */
    @KubeManifests(value = "classpath:denials/elector.yaml", createNamespaces = true)
    @KubeServiceAccount("denials-test/elector")
    static class Electing {
        @Test
        @KubeDenials(DenialMode.FAIL)
        void gives_up(KubeAccess elector) throws InterruptedException {
            Thread thread = new Thread(() -> {
                assertThat(rules(elector).body()).contains("leases");
            });
            thread.start();
            thread.join();
            throw new IllegalStateException("no permission to use the lease resource");
        }

        @Test
        @KubeDenials(DenialMode.FAIL)
        void only_asks(KubeAccess elector) {
            rules(elector);
        }

        private static KubeResponse rules(KubeAccess elector) {
            return elector.request("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", """
                {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview",
                 "spec": {"namespace": "denials-test"}}\
                """);
        }
    }

    private static void readSecrets(KubeAccess operator) {
        assertThat(operator.get(CORE + "secrets").code()).isEqualTo(200);
    }

    static class WithStarting extends OperatorCase {
        @RegisterExtension
        final BeforeEachCallback other;

        WithStarting(KubeAccess operator) {
            other = context -> readSecrets(operator);
        }

        @Test
        void does_not_begin() {}
    }

    static class WithStopping extends OperatorCase {
        @RegisterExtension
        final AfterEachCallback other;

        WithStopping(KubeAccess operator) {
            other = context -> readSecrets(operator);
        }

        @Test
        void passes() {}
    }

    /** Their cases are one run. */
    @Nested
    class OfFailures {
        private static EngineRun run;

        @BeforeAll
        static void run(@TempDir Path directory) {
            run = EngineRun.reporting(
                    directory, Answering.class, Failing.class, WithStarting.class, WithStopping.class);
        }

        @Test
        void the_failure_of_an_assertion_on_an_answer_says_what_to_change() {
            assertThat(run.only(Answering.class).failure())
                    .message()
                    .contains("nearest rule: rule 3 of Role denials-test/operator (classpath:denials/operator.yaml:13)")
                    .contains("""
                        change rule 3 of Role denials-test/operator (classpath:denials/operator.yaml:13):
                          - verbs: [get, update]
                          + verbs: [get, update, list]\
                        """);
        }

        @Test
        void the_failure_of_a_test_says_what_was_refused_in_it() {
            assertThat(run.only(Failing.class).failure())
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .message()
                    .startsWith("A request was refused:")
                    .contains(ME + " may not list secrets in denials-test", "resources: [\"secrets\"]")
                    .endsWith("The test ended with IllegalStateException: nothing happened");
        }

        /** It gets the user of the constructor: fields are injected too late for that. */
        @Test
        @OnEachJUnit
        void what_another_extension_was_refused_beside_a_test_is_told_with_its_failure() {
            assertThat(Stream.of(WithStarting.class, WithStopping.class))
                    .allSatisfy(type -> assertThat(run.only(type).failure().getSuppressed())
                            .singleElement()
                            .extracting(Throwable::getMessage)
                            .asString()
                            .contains(ME + " may not list secrets in denials-test", "verbs: [\"list\"]"));
        }
    }

    @KubeManifests("classpath:denials/latecomers.yaml")
    @KubeUser("latecomer")
    static class LateCase {
        @Test
        void comes_too_late(
                KubeAccess latecomer, @KubeAdmin KubeAccess admin, @KubeNamespace("ending") String namespace) {
            String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
            admin.request(
                    "POST", maps, "{\"metadata\": {\"name\": \"held\", \"finalizers\": [\"kubeuser.dev/held\"]}}");
            admin.request("DELETE", "/api/v1/namespaces/" + namespace, null);

            assertThat(latecomer
                            .request("POST", maps, "{\"metadata\": {\"name\": \"late\"}}")
                            .body())
                    .contains("because it is being terminated");

            Patch.merge(admin, maps + "/held", "{\"metadata\": {\"finalizers\": null}}");
        }
    }

    /** Their cases are one run, after which no denial is in the report. */
    @Nested
    class WithoutDenials {
        @TempDir
        private static Path directory;

        private static EngineRun run;

        @BeforeAll
        static void run() {
            run = EngineRun.reporting(directory, Expected.class, Electing.class, LateCase.class);
        }

        @AfterEach
        void none_is_reported() throws IOException {
            assertThat(denials(ReportJson.read(directory))).isEmpty();
        }

        @Test
        void what_a_test_expects_to_be_refused_is_no_denial() throws IOException {
            run.only(Expected.class).assertSuccessful(1);
            assertThat(Files.readString(directory.resolve("report.md"))).doesNotContain("## Denials");
        }

        @Test
        void the_failure_of_a_leader_election_names_the_rule() {
            assertThat(run.only(Electing.class).failure())
                    .message()
                    .contains("lease resource")
                    .contains(
                            "ServiceAccount denials-test/elector may not update leases.coordination.k8s.io in denials-test")
                    .contains("- verbs: [get, create]", "+ verbs: [get, create, update]");
        }

        /** It takes no new objects, and no rule would change that. */
        @Test
        void what_a_namespace_that_ends_refuses_is_no_denial() {
            run.only(LateCase.class).assertSuccessful(1);
        }
    }
}
