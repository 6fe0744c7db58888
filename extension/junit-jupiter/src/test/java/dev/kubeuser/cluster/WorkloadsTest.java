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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Pods report what pods would, and nothing runs in them. */
@KubeCluster(workloads = Workloads.SIMULATED, readyAfter = "50ms")
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

    @Test
    void a_deployment_becomes_available(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        try (AppliedManifests web = apply(DEPLOYMENT, admin, namespace)) {
            assertThat(web.objects()).hasSize(1);
            eventually(admin, "/apis/apps/v1/namespaces/" + namespace + "/deployments/web", "\"availableReplicas\":2");
        }
    }

    @Test
    void a_job_fails_where_its_pod_says_so(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        try (AppliedManifests job = apply(FAILING_JOB, admin, namespace)) {
            assertThat(job.objects()).hasSize(1);
            eventually(
                    admin,
                    "/apis/batch/v1/namespaces/" + namespace + "/jobs/migration",
                    "\"type\":\"Failed\",\"status\":\"True\"");
        }
    }

    @Test
    void a_job_completes(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        try (AppliedManifests job =
                apply(FAILING_JOB.replace("Failed", "Succeeded").replace("migration", "report"), admin, namespace)) {
            assertThat(job.objects()).hasSize(1);
            eventually(
                    admin,
                    "/apis/batch/v1/namespaces/" + namespace + "/jobs/report",
                    "\"type\":\"Complete\",\"status\":\"True\"");
        }
    }

    @Test
    void a_stateful_set_becomes_ready_pod_by_pod(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        String set = DEPLOYMENT
                .replace("kind: Deployment", "kind: StatefulSet")
                .replace("selector:", "serviceName: web\n  selector:");
        try (AppliedManifests web = apply(set, admin, namespace)) {
            assertThat(web.objects()).hasSize(1);
            eventually(admin, "/apis/apps/v1/namespaces/" + namespace + "/statefulsets/web", "\"readyReplicas\":2");
            assertThat(admin.get("/api/v1/namespaces/" + namespace + "/pods/web-1"))
                    .isOk();
        }
    }

    @Test
    void a_daemon_set_has_a_pod_on_the_node(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        String set = DEPLOYMENT.replace("kind: Deployment", "kind: DaemonSet").replace("  replicas: 2\n", "");
        try (AppliedManifests web = apply(set, admin, namespace)) {
            assertThat(web.objects()).hasSize(1);
            eventually(admin, "/apis/apps/v1/namespaces/" + namespace + "/daemonsets/web", "\"numberReady\":1");
        }
    }

    @Test
    void a_service_has_the_addresses_of_ready_pods(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        String service = DEPLOYMENT + """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80}]}
                """;
        try (AppliedManifests web = apply(service, admin, namespace)) {
            assertThat(web.objects()).hasSize(2);
            eventually(
                    admin,
                    "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices",
                    "\"conditions\":{\"ready\":true");
        }
    }

    @Test
    void other_kinds_say_that_they_do_not_simulate() {
        ClusterSpec simulated = ClusterSpec.defaults().withWorkloads(Workloads.SIMULATED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Clusters.start(simulated.withKind(ClusterKind.K3S)))
                .withMessageContaining("k3s cannot simulate workloads: set kind = ClusterKind.EMBEDDED");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Clusters.start(simulated.withKind(ClusterKind.EXISTING)))
                .withMessageContaining("workloads cannot be set");
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
