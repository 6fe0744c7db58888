// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.query.AccessQuery.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.ControlPlanes;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is reported of a cluster whose control plane was killed, as the kernel does where memory is short. */
@RunsOnce
class LostClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
    @KubeUser(value = "alice", groups = "proof-test-developers")
    static class Killed {

        private static final List<String> KINDS =
                List.of("roles", "rolebindings", "clusterroles", "clusterrolebindings");

        private static List<Double> lists;

        @BeforeAll
        static void begin(@KubeAdmin KubeAccess admin) {
            lists = lists(admin);
        }

        @Test
        void asks(KubeAccess alice) {
            KubeAssertions.assertThat(alice).can(get("pods").in("proof-test"));
        }

        /** As soon as its policy was read; it may have been so before this class began. */
        @AfterAll
        static void kill(@KubeAdmin KubeAccess admin, Cluster cluster) {
            try {
                Awaitility.await().atMost(PATIENCE).until(() -> isReadSince(lists(admin)) && !isBeingRead());
            } catch (ConditionTimeoutException before) {
                System.out.println("the policy was read before");
            }
            ProcessHandle controlPlane = ControlPlanes.of(cluster);
            controlPlane.destroyForcibly();
            assertThat(controlPlane.onExit()).succeedsWithin(PATIENCE);
        }

        /** All four: each is counted when it has been answered. */
        private static boolean isReadSince(List<Double> now) {
            return IntStream.range(0, KINDS.size()).allMatch(kind -> now.get(kind) > lists.get(kind));
        }

        /** Discovery is read after the lists. */
        private static boolean isBeingRead() {
            return Thread.getAllStackTraces().values().stream()
                    .flatMap(Stream::of)
                    .anyMatch(frame -> frame.getClassName().equals(RecordedCluster.class.getName()));
        }

        private static List<Double> lists(KubeAccess admin) {
            List<String> metrics = admin.get("/metrics").body().lines().toList();
            return KINDS.stream().map(kind -> lists(metrics, kind)).toList();
        }

        private static double lists(List<String> metrics, String kind) {
            return metrics.stream()
                    .filter(line -> line.startsWith("apiserver_request_total{")
                            && line.contains("resource=\"" + kind + "\"")
                            && line.contains("verb=\"LIST\""))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
    }

    @Test
    void what_passed_tests_recorded_is_reported_and_the_loss_said_once() throws IOException, InterruptedException {
        Path report = directory.resolve("report");
        try (ChildJvm child = ChildTest.start(
                directory, Killed.class, "-Dkubeuser.report=" + report, "-Dkubeuser.cluster=embedded")) {
            child.awaitEnd();
            assertThat(child.output())
                    .containsOnlyOnce("can no longer be read: for what was tested there, the report takes its roles and"
                            + " bindings as of ")
                    .doesNotContain("is not in the report");
        }
        assertThat(ReportJson.read(report)
                        .getAsJsonObject("permissions")
                        .get("count")
                        .getAsInt())
                .isEqualTo(1);
    }
}
