// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.testkit.ReportJson.killed;
import static dev.kubeuser.testkit.ReportJson.used;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.Kind;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What is observed belongs to the test that did it, and to no other. */
@InTurn
@RunsOn(value = Kind.EMBEDDED, because = "which test a request is of has nothing to do with the kind of cluster")
class AttributionTest {

    private static final String PODS = "/api/v1/namespaces/requests-test/pods";

    @TempDir
    private Path directory;

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    static class ByKubectlBeforeEach {
        @BeforeEach
        void lists(@KubeUser(value = "rose", groups = "requests-test") Kubeconfig rose)
                throws IOException, InterruptedException {
            new Kubectl(rose.file()).run("get", "pods", "--namespace=requests-test");
        }

        @Test
        void nothing() {}
    }

    @Test
    void kubectl_is_heard_wherever_its_user_is_declared() throws IOException {
        JsonObject report = ReportJson.of(ByKubectlBeforeEach.class, directory);
        assertThat(used(report)).anyMatch(text -> text.startsWith("list pods by ByKubectlBeforeEach > nothing"));
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    static class ByKubectlBeforeAll {
        @BeforeAll
        static void lists(@KubeUser(value = "rose", groups = "requests-test") Kubeconfig rose)
                throws IOException, InterruptedException {
            new Kubectl(rose.file()).run("get", "pods", "--namespace=requests-test");
        }

        @Test
        void nothing() {}
    }

    @Test
    void kubectl_is_heard_before_all_tests() throws IOException {
        JsonObject report = ReportJson.of(ByKubectlBeforeAll.class, directory);
        assertThat(report.getAsJsonObject("permissions").get("count").getAsInt())
                .isEqualTo(1);
    }

    static final class Gate {
        static CountDownLatch isTesting = new CountDownLatch(1);
        static CountDownLatch isPrepared = new CountDownLatch(1);

        static void await(CountDownLatch gate) throws InterruptedException {
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    @KubeUser(value = "rose", groups = "requests-test")
    static class Lasting {
        @Test
        void lasts(KubeAccess rose) throws InterruptedException {
            rose.name();
            Gate.isTesting.countDown();
            Gate.await(Gate.isPrepared);
        }
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    @KubeUser(value = "rick", groups = "requests-test")
    static class Preparing {
        @BeforeAll
        static void prepares(@KubeUser("rick") KubeAccess rick) throws InterruptedException {
            Gate.await(Gate.isTesting);
            rick.get(PODS);
            KubeAssertions.assertThat(rick).can(get("pods").in("requests-test"));
            Gate.isPrepared.countDown();
        }

        @Test
        void nothing() {}
    }

    @Test
    void what_a_class_does_before_its_tests_is_none_of_another_class() throws IOException {
        EngineRun.of(
                        Map.of(
                                "kubeuser.report", directory.toString(),
                                "junit.jupiter.execution.parallel.enabled", "true",
                                "junit.jupiter.execution.parallel.mode.classes.default", "concurrent",
                                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                                "junit.jupiter.execution.parallel.config.fixed.parallelism", "2"),
                        Lasting.class,
                        Preparing.class)
                .assertSuccessful(2);
        assertThat(used(ReportJson.read(directory))).noneMatch(text -> text.contains("Lasting"));
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    @KubeUser(value = "rose", groups = "requests-test")
    static class WithOneAuditId {
        @Test
        void asserts_on_one_of_two(KubeAccess rose) {
            KubeAssertions.assertThat(rose.send(request(rose, PODS))).isOk();
            rose.send(request(rose, PODS + "/web"));
        }

        private static Request request(KubeAccess rose, String path) {
            return new Request.Builder()
                    .url(rose.url(path))
                    .header("Audit-ID", "nightly-job")
                    .build();
        }
    }

    @Test
    void what_is_expected_of_one_request_is_not_of_another_with_its_audit_id() throws IOException {
        JsonObject report = ReportJson.of(WithOneAuditId.class, directory);
        assertThat(used(report))
                .anyMatch(text -> text.startsWith("get pods by"))
                .anyMatch(text -> text.startsWith("list pods by"));
        assertThat(killed(report)).doesNotContain("rule 1 without the verb \"get\"");
    }

    @KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
    @KubeUser(value = "rose", groups = "requests-test")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Late {
        private static final CompletableFuture<Void> NEXT = new CompletableFuture<>();
        private static FutureTask<Response> late = new FutureTask<>(() -> {
            throw new IllegalStateException("nothing was sent");
        });

        /** Its client gets the answer in the next test. */
        @Test
        @Order(1)
        @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
        void sends(KubeAccess rose) throws InterruptedException {
            CountDownLatch isAnswered = new CountDownLatch(1);
            OkHttpClient client = rose.httpClient()
                    .newBuilder()
                    .addNetworkInterceptor(chain -> {
                        Response answer = chain.proceed(chain.request());
                        isAnswered.countDown();
                        NEXT.join();
                        return answer;
                    })
                    .build();
            Request request = new Request.Builder().url(rose.url(PODS)).build();
            late = new FutureTask<>(() -> client.newCall(request).execute());
            new Thread(late).start();
            Gate.await(isAnswered);
        }

        @Test
        @Order(2)
        void waits() throws Exception {
            NEXT.complete(null);
            late.get().close();
        }
    }

    @Test
    void a_request_is_of_the_policy_when_it_was_sent() throws IOException {
        EngineRun.reporting(directory, Late.class).assertSuccessful(2);
        JsonObject report = ReportJson.read(directory);
        assertThat(report.get("unexplained").getAsInt()).isZero();
        assertThat(used(report)).anyMatch(text -> text.startsWith("list pods by Late > sends"));
    }
}
