// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonParser;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.KindSessions;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Controllers that a cluster without nodes has all the same. */
@InTurn
class ControllersTest {

    private static final String JOB = "{template: {spec: {restartPolicy: Never, schedulerName: nobody,"
            + " containers: [{name: it, image: 'example.test/it:1'}]}}}";

    @Test
    void a_quota_refuses_what_is_too_much(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        String quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: none}\nspec: {hard: {count/secrets: 0}}";
        try (AppliedManifests applied = apply(quota, admin, namespace)) {
            assertThat(applied.objects()).hasSize(1);
            eventually(admin, "/api/v1/namespaces/" + namespace + "/resourcequotas/none", "\"used\":{");
            // Admission hears of that status from a watch, a moment later.
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(admin.request(
                                    "POST",
                                    "/api/v1/namespaces/" + namespace + "/secrets",
                                    "{\"metadata\": {\"generateName\": \"s-\"}}"))
                            .hasStatus(403));
            assertThatExceptionOfType(ManifestException.class)
                    .isThrownBy(() -> apply("apiVersion: v1\nkind: Secret\nmetadata: {name: s}", admin, namespace))
                    .withMessageContaining("exceeded quota: none");
        }
    }

    @Test
    void a_namespace_goes_with_its_claims(@KubeAdmin KubeAccess admin) {
        String name = "claims-" + ProcessHandle.current().pid();
        String claim = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: NAME}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: claim, namespace: NAME}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """.replace("NAME", name);
        AppliedManifests.apply(Manifests.parse("the claim", claim), admin).close();

        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(admin.get("/api/v1/namespaces/" + name)).isNotFound());
    }

    @Test
    void a_job_makes_its_pod(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        String job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: report}\nspec: " + JOB;
        try (AppliedManifests applied = apply(job, admin, namespace)) {
            assertThat(applied.objects()).hasSize(1);
            eventually(admin, "/apis/batch/v1/namespaces/" + namespace + "/jobs/report", "\"active\":1");
        }
    }

    /** It missed a minute, so nobody waits for the next one. */
    @Test
    void a_cron_job_makes_its_job(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        String cron = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: nightly}\nspec: {schedule: '* * * * *',"
                + " jobTemplate: {spec: " + JOB + "}}";
        try (AppliedManifests applied = apply(cron, admin, namespace)) {
            assertThat(applied.objects()).hasSize(1);
            String jobs = "/apis/batch/v1/namespaces/" + namespace;
            Instant missed = Instant.now().minus(Duration.ofMinutes(5)).truncatedTo(ChronoUnit.SECONDS);
            merge(admin, jobs + "/cronjobs/nightly/status", "{\"status\":{\"lastScheduleTime\":\"" + missed + "\"}}");

            eventually(admin, jobs + "/jobs", "\"kind\":\"CronJob\",\"name\":\"nightly\"");
        }
    }

    /** No scheduler takes the pod, so its status stays as it is written here. */
    @Test
    void a_disruption_budget_keeps_its_pod(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        String budget = """
            apiVersion: v1
            kind: Pod
            metadata: {name: one, labels: {app: it}}
            spec: {schedulerName: nobody, containers: [{name: it, image: "example.test/it:1"}]}
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: budget}
            spec: {minAvailable: 1, selector: {matchLabels: {app: it}}}
            """;
        try (AppliedManifests applied = apply(budget, admin, namespace)) {
            assertThat(applied.objects()).hasSize(2);
            String pod = "/api/v1/namespaces/" + namespace + "/pods/one";
            merge(admin, pod + "/status", """
                {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
                """);
            eventually(
                    admin,
                    "/apis/policy/v1/namespaces/" + namespace + "/poddisruptionbudgets/budget",
                    "\"currentHealthy\":1");

            assertThat(admin.request("POST", pod + "/eviction", """
                {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "one"}}
                """))
                    .hasStatus(429)
                    .hasMessageContaining("disruption budget");
        }
    }

    @Test
    void an_object_goes_with_its_owner_also_if_its_kind_is_new(
            @KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        try (AppliedManifests applied = AppliedManifests.apply(definition("gauges", "Gauges"), admin)) {
            assertThat(applied.objects()).hasSize(1);
            String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
            String owned = ownedByNew(admin, maps);
            String gauges = "/apis/gauges.kubeuser.dev/v1/namespaces/" + namespace + "/gauges";
            assertThat(admin.request("POST", maps, "{" + owned + "}")).hasStatus(201);
            assertThat(admin.request(
                            "POST",
                            gauges,
                            "{\"apiVersion\":\"gauges.kubeuser.dev/v1\",\"kind\":\"Gauges\"," + owned + "}"))
                    .hasStatus(201);

            assertThat(admin.request("DELETE", maps + "/owner", null)).isOk();

            for (String each : List.of(maps, gauges)) {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .untilAsserted(
                                () -> assertThat(admin.get(each + "/owned")).isNotFound());
            }
        }
    }

    /** The metadata of what a new ConfigMap owns. */
    private static String ownedByNew(KubeAccess admin, String maps) {
        String owner = admin.request("POST", maps, "{\"metadata\":{\"name\":\"owner\"}}")
                .body();
        String uid = JsonParser.parseString(owner)
                .getAsJsonObject()
                .getAsJsonObject("metadata")
                .get("uid")
                .getAsString();
        return "\"metadata\":{\"name\":\"owned\",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":"
                + "\"ConfigMap\",\"name\":\"owner\",\"uid\":\"" + uid + "\"}]}";
    }

    /** If a suite wants to delete them itself; namespaces end all the same. */
    @Test
    @RunsOn(value = EMBEDDED, because = "only the embedded kind can leave garbage alone")
    void objects_whose_owners_are_gone_may_stay() {
        String namespace = "/api/v1/namespaces/garbage";
        String maps = namespace + "/configmaps";
        try (KubeSession session =
                KindSessions.builder().setting("kubeuser.keep-garbage", "true").start()) {
            KubeAccess admin = session.admin();
            assertThat(admin.request("POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"garbage\"}}"))
                    .hasStatus(201);
            assertThat(admin.request("POST", maps, "{" + ownedByNew(admin, maps) + "}"))
                    .hasStatus(201);
            assertThat(admin.request("DELETE", maps + "/owner", null)).isOk();
            Awaitility.await()
                    .during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(admin.get(maps + "/owned")).isOk());
            assertThat(admin.request("DELETE", namespace, null)).isOk();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(admin.get(namespace)).hasStatus(404));
        }
    }

    @Test
    void garbage_is_kept_on_no_other_kind() {
        ClusterSpec kept = ClusterSpec.defaults().withKeepGarbage(true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterLauncher().check(kept.withKind(ClusterKind.K3S)))
                .withMessageContaining("k3s always collects garbage");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterLauncher().check(kept.withKind(ClusterKind.EXISTING)))
                .withMessageContaining("kubeuser.keep-garbage cannot be set");
    }

    /** As informers ask, whose first list and watch come from a cache that is not there yet. */
    @Test
    void a_new_kind_can_be_listed_and_watched_at_once(@KubeAdmin KubeAccess admin) {
        String meters = "/apis/meters.kubeuser.dev/v1/meters";
        try (AppliedManifests applied = AppliedManifests.apply(definition("meters", "Meters"), admin)) {
            assertThat(applied.objects()).hasSize(1);
            assertThat(admin.get(meters + "?resourceVersion=0")).isOk();
            assertThat(admin.get(meters + "?watch=true&timeoutSeconds=1")).isOk();
        }
    }

    /** Of a kind that no other test defines. */
    private static Manifests definition(String plural, String kind) {
        return new Policy()
                .definition(plural + "." + plural + ".kubeuser.dev", kind, "Namespaced")
                .manifests(plural + ".yaml");
    }

    private static void merge(KubeAccess admin, String path, String patch) {
        assertThat(Patch.merge(admin, path, patch)).isOk();
    }

    private static void eventually(KubeAccess admin, String path, String part) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(admin.get(path).body()).contains(part));
    }

    private static AppliedManifests apply(String yaml, KubeAccess admin, String namespace) {
        return AppliedManifests.apply(
                Manifests.parse("a.yaml", yaml), admin, ApplyOptions.defaults().withNamespace(namespace));
    }
}
