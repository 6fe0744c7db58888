// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.run.KubeSession;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of fabric8's clients are in the report, each in the test that sent it. */
class ReportTest {

    @Test
    void parallel_tests_of_one_user_have_their_own_requests(@TempDir Path report) throws Exception {
        inParallel(report, walter -> walter.client(KubernetesClient.class));
    }

    /** A client may tell of a web socket after the test that opened it has ended. */
    @Test
    @RunsOn(except = EXISTING, because = "it reads the audit log, and that of an existing cluster is with its owner")
    void a_request_is_of_the_test_that_began_it_even_if_its_client_tells_nothing_of_the_answer(@TempDir Path report)
            throws Exception {
        inParallel(
                report,
                walter -> new KubernetesClientBuilder()
                        .withConfig(walter.client(Config.class))
                        .withHttpClientBuilderConsumer(
                                http -> http.addOrReplaceInterceptor("silent", new Silent(walter)))
                        .build());
    }

    private static void inParallel(Path report, Function<KubeAccess, KubernetesClient> clientOf) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (KubeSession session = KubeSession.builder().report(report).start()) {
            session.apply("classpath:policies/watchers.yaml");
            KubeAccess walter = session.user("walter", "fabric8-watchers");
            KubernetesClient client = clientOf.apply(walter);
            CountDownLatch both = new CountDownLatch(2);
            Future<?> watching = threads.submit(() -> session.test("watches", () -> {
                meet(both);
                client.configMaps()
                        .inNamespace("default")
                        .watch(new Nothing<>())
                        .close();
            }));
            Future<?> getting = threads.submit(() -> session.test("gets", () -> {
                meet(both);
                client.configMaps().inNamespace("default").withName("none").get();
            }));
            watching.get();
            getting.get();
            session.writeReport();
        } finally {
            threads.shutdown();
        }
        assertThat(testsByVerb(report))
                .containsEntry("watch", List.of("watches"))
                .containsEntry("get", List.of("gets"))
                .containsEntry("list", List.of());
    }

    /** A denial that an assertion expects counts for its test, and kills the mutant that would allow it. */
    @Test
    void an_expected_denial_is_recorded(@TempDir Path report) throws Exception {
        try (KubeSession session = KubeSession.builder().report(report).start()) {
            session.apply("classpath:policies/watchers.yaml");
            KubeAccess walter = session.user("walter", "fabric8-watchers");
            KubernetesClient client = walter.client(KubernetesClient.class);
            session.test(
                    "deletes",
                    () -> assertThatForbidden(
                            walter,
                            () -> client.configMaps()
                                    .inNamespace("default")
                                    .withName("none")
                                    .delete()));
            session.writeReport();
        }
        assertThat(read(report).getAsJsonArray("mutations").asList())
                .filteredOn(mutant ->
                        mutant.getAsJsonObject().get("operator").getAsString().equals("WIDEN_VERBS"))
                .singleElement()
                .satisfies(mutant -> assertThat(mutant.toString()).contains("\"KILLED\"", "deletes"));
    }

    private static JsonObject read(Path report) throws IOException {
        return JsonParser.parseString(Files.readString(report.resolve("report.json")))
                .getAsJsonObject();
    }

    private static Map<String, List<String>> testsByVerb(Path report) throws IOException {
        Map<String, List<String>> tests = new TreeMap<>();
        for (JsonElement rule : read(report).getAsJsonArray("rules")) {
            for (JsonElement permission : rule.getAsJsonObject().getAsJsonArray("permissions")) {
                tests.put(
                        permission.getAsJsonObject().get("verb").getAsString(),
                        permission.getAsJsonObject().getAsJsonArray("tests").asList().stream()
                                .map(test -> test.getAsJsonObject().get("name").getAsString())
                                .toList());
            }
        }
        return tests;
    }

    private static void meet(CountDownLatch both) {
        both.countDown();
        try {
            both.await();
        } catch (InterruptedException interrupt) {
            throw new IllegalStateException(interrupt);
        }
    }

    /** Begins each request, and never tells what was answered. */
    private record Silent(KubeAccess user) implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            user.clientConfig()
                    .begin(request.method(), request.uri(), request.headers(), () -> "")
                    .headers()
                    .forEach((name, values) -> builder.setHeader(name, values.get(0)));
        }
    }
}
