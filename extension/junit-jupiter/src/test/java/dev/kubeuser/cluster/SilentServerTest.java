// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.reflect.TypeToken;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.ControlPlanes;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.Signals;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server that is there and does not answer: it takes connections, as the kernel does that for it, and no request. */
@InTurn
@RunsOn(value = EMBEDDED, because = "it stops the program behind the embedded kind by a signal")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@NeedsUnix
@Order(1) // takes longest
class SilentServerTest {

    private static final String POLICY = "src/test/resources/policies/readers.yaml";

    @KubeUser("alice")
    @KubeManifests(POLICY)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    @Execution(ExecutionMode.SAME_THREAD)
    static class StoppingItsCluster {
        @Test
        @Order(1)
        void asks_by_http(KubeAccess alice) {
            Signals.stop(ControlPlanes.of(alice.cluster()).pid());
            alice.get("/healthz");
        }

        @Test
        @Order(2)
        void asks_by_the_official_client(KubeAccess alice) throws ApiException {
            alice.client(CoreV1Api.class).listNamespace().execute();
        }

        @Test
        @Order(3)
        void asserts(KubeAccess alice) {
            assertThat(alice).can(list("pods").in("default"));
        }

        @Test
        @Order(4)
        void wants_a_certificate(@KubeUser("bob") KubeAccess bob) {
            bob.get("/healthz");
        }

        @Test
        @Order(5)
        void wants_a_token(@KubeServiceAccount("default/deployer") KubeAccess deployer) {
            deployer.get("/healthz");
        }
    }

    /**
     * Silent for longer than a request and three seconds, and for less than a request and the question that follows.
     */
    @KubeUser("alice")
    static class SilentForAWhile {
        @Test
        void asks(KubeAccess alice) {
            long pid = ControlPlanes.of(alice.cluster()).pid();
            Signals.stop(pid);
            CompletableFuture.delayedExecutor(9, TimeUnit.SECONDS).execute(() -> Signals.resume(pid));
            alice.get("/healthz");
        }
    }

    @KubeUser("bob")
    static class FollowingCase {
        @Test
        void is_answered(KubeAccess bob) {
            assertThat(bob.get("/healthz")).isOk();
        }
    }

    @KubeUser("alice")
    static class Watching {
        @Test
        void watches_while_the_server_stops(@KubeAdmin KubeAccess admin) throws Exception {
            try (Watch<V1ConfigMap> events = watch(admin)) {
                Signals.stop(ControlPlanes.of(admin.cluster()).pid());
                events.forEach(event -> {});
            }
        }
    }

    @KubeUser("alice")
    static class WatchingLong {
        @Test
        void nothing_happens_for_longer_than_a_request_may_take(@KubeAdmin KubeAccess admin) throws Exception {
            String maps = "/api/v1/namespaces/default/configmaps";
            try (Watch<V1ConfigMap> events = watch(admin)) {
                CompletableFuture.delayedExecutor(7, TimeUnit.SECONDS)
                        .execute(() -> admin.request("POST", maps, "{\"metadata\": {\"name\": \"late\"}}"));
                assertThat(StreamSupport.stream(events.spliterator(), false)
                                .filter(event ->
                                        "late".equals(event.object.getMetadata().getName()))
                                .findFirst())
                        .hasValueSatisfying(event -> assertThat(event.type).isEqualTo("ADDED"));
            } finally {
                assertThat(admin.request("DELETE", maps + "/late", null)).isOk();
            }
        }
    }

    private static Watch<V1ConfigMap> watch(KubeAccess access) throws ApiException {
        return Watch.createWatch(
                access.apiClient(),
                access.client(CoreV1Api.class)
                        .listNamespacedConfigMap("default")
                        .watch(true)
                        .buildCall(null),
                new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType());
    }

    @KubeManifests(POLICY)
    static class WaitingWithPolicy extends FaultTest.Waiting {}

    private static final Map<String, String> SHORT = Map.of("kubeuser.request-timeout", "3s");

    @Test
    void each_test_is_told_and_the_run_ends() {
        EngineRun run = EngineRun.of(SHORT, StoppingItsCluster.class);
        assertThat(run.failures())
                .hasSize(5)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(ClusterException.class)
                        .hasMessageContainingAll("at https://127.0.0.1:", " no longer answers: no word within 3.0 s"))
                .allSatisfy(failure -> assertThat(failure.getCause()).isNotNull());
        assertThat(run.failures().get(0))
                .hasMessageMatching(
                        "The embedded control plane at \\S+ no longer answers: no word within 3.0 s. Its process "
                                + "\\d+ is still there; it may have been stopped by a signal, or the machine is "
                                + "overloaded.")
                .hasStackTraceContaining("GET /healthz as alice got no answer");
    }

    @Test
    void classes_that_follow_a_silence_run() {
        EngineRun run =
                EngineRun.of(Map.of("kubeuser.request-timeout", "5s"), SilentForAWhile.class, FollowingCase.class);
        assertThat(run.failure()).hasStackTraceContaining("GET /healthz as alice got no answer");
    }

    @Test
    void watch_ends_with_the_answers_of_the_server() {
        assertThat(EngineRun.of(SHORT, Watching.class).failure())
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("no longer answers");
    }

    @Test
    void watch_lasts_longer_than_a_request_may_take() {
        EngineRun.of(SHORT, WatchingLong.class).assertSuccessful(1);
    }

    @Test
    void existing_cluster_that_stops(@TempDir Path directory) throws IOException {
        try (HandStartedControlPlane cluster = HandStartedControlPlane.start(directory)) {
            Map<String, String> settings = new HashMap<>(cluster.settings());
            settings.putAll(SHORT);
            StoppingAnother.pid = cluster.pid();
            try {
                assertThat(EngineRun.of(settings, StoppingAnother.class).failures())
                        .isNotEmpty()
                        .first()
                        .satisfies(failure -> assertThat(failure)
                                .isInstanceOf(ClusterException.class)
                                .hasMessageContainingAll("The existing cluster of context", "no longer answers"));
            } finally {
                Signals.resume(cluster.pid());
            }
        }
    }

    @KubeUser("alice")
    static class StoppingAnother {
        private static volatile long pid;

        @Test
        void stops_it(KubeAccess alice) {
            Signals.stop(pid);
            alice.get("/healthz");
        }
    }

    @Test
    void session_without_junit_says_the_same() {
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.request-timeout", "3s")
                .start()) {
            KubeAccess alice = session.user("alice");
            Signals.stop(ControlPlanes.of(session.cluster()).pid());
            assertThatThrownBy(() -> alice.get("/healthz"))
                    .hasMessageContainingAll(
                            "GET /healthz as alice got no answer: the API server at https://127.0.0.1:",
                            "no longer answers: no word within 3.0 s")
                    .hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void jvm_that_is_told_to_end_ends(@TempDir Path directory) throws Exception {
        try (ChildJvm child = ChildTest.start(directory, WaitingWithPolicy.class)) {
            Path left = Path.of(child.await(FaultTest.DIRECTORY));
            long pid = Long.parseLong(child.find(FaultTest.PID));
            Signals.stop(pid);
            child.interrupt();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !child.isAlive());
            assertThat(left).doesNotExist();
            assertThat(ControlPlanes.isGone(pid)).isTrue();
        }
    }
}
