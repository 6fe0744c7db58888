// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pods report what pods would, and nothing runs in them. */
@KubeCluster(simulatedWorkloads = true, readyAfter = "50ms")
@KubeNamespace
@RunsOn(value = EMBEDDED, because = "only the embedded kind simulates workloads")
class WorkloadsTest {

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "example.test/web:1"}]}
            """;

    private static final String FAILING_JOB = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migration}
            spec:
              backoffLimit: 0
              template:
                metadata: {annotations: {kubeuser.dev/simulate: Failed}}
                spec:
                  restartPolicy: Never
                  containers: [{name: migration, image: "example.test/migration:1"}]
            """;

    private static final String STATEFUL_SET = DEPLOYMENT
            .replace("kind: Deployment", "kind: StatefulSet")
            .replace("selector:", "serviceName: web\n  selector:");

    private static final String SERVICE = """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """;

    static Stream<Arguments> workloads() {
        String daemonSet =
                DEPLOYMENT.replace("kind: Deployment", "kind: DaemonSet").replace("  replicas: 2\n", "");
        String job = FAILING_JOB.replace("Failed", "Succeeded");
        return Stream.of(
                Arguments.of(
                        "a Deployment is available", DEPLOYMENT, "apps", "deployments/web", "\"availableReplicas\":2"),
                Arguments.of("a StatefulSet is ready", STATEFUL_SET, "apps", "statefulsets/web", "\"readyReplicas\":2"),
                Arguments.of(
                        "a DaemonSet has a Pod on the Node", daemonSet, "apps", "daemonsets/web", "\"numberReady\":1"),
                Arguments.of(
                        "a Job completes", job, "batch", "jobs/migration", "\"type\":\"Complete\",\"status\":\"True\""),
                Arguments.of(
                        "a Job fails where its Pod says so",
                        FAILING_JOB,
                        "batch",
                        "jobs/migration",
                        "\"type\":\"Failed\",\"status\":\"True\""),
                Arguments.of(
                        "a Service has the addresses of ready Pods",
                        DEPLOYMENT + SERVICE,
                        "discovery.k8s.io",
                        "endpointslices",
                        "\"conditions\":{\"ready\":true"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("workloads")
    void state_is_that_of_running_pods(
            String what,
            String yaml,
            String group,
            String path,
            String part,
            @KubeAdmin KubeAccess admin,
            @KubeNamespace String namespace) {
        try (AppliedManifests workload = apply(yaml, admin, namespace)) {
            assertThat(workload.objects()).as(what).hasSize(yaml.split("---", -1).length);
            eventually(admin, "/apis/" + group + "/v1/namespaces/" + namespace + "/" + path, part);
            if (yaml.equals(STATEFUL_SET)) {
                assertThat(admin.get("/api/v1/namespaces/" + namespace + "/pods/web-1"))
                        .isOk();
            }
        }
    }

    @Test
    void other_kinds_say_that_they_do_not_simulate() {
        ClusterSpec simulated = ClusterSpec.defaults().withSimulatedWorkloads(true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Clusters.start(simulated.withKind(ClusterKind.K3S)))
                .withMessageContaining("k3s cannot simulate workloads: set kind = ClusterKind.EMBEDDED");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Clusters.start(simulated.withKind(ClusterKind.EXISTING)))
                .withMessageContaining("simulatedWorkloads cannot be set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterSpec.defaults().withReadyAfter(Duration.ofSeconds(1)))
                .withMessageContaining("workloads are not simulated");
    }

    private static AppliedManifests apply(String yaml, KubeAccess admin, String namespace) {
        return AppliedManifests.apply(
                Manifests.parse("the workload", yaml),
                admin,
                ApplyOptions.defaults().withNamespace(namespace));
    }

    private static void eventually(KubeAccess admin, String path, String part) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(admin.get(path).body()).contains(part));
    }
}
