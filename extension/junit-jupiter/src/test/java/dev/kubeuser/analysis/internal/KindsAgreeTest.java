// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same tests prove the same on each kind that has an audit log: coverage, denials and the narrowed policy. */
@RunsOn(value = K3S, because = "it runs its tests on k3s and on the embedded control plane, and compares the reports")
class KindsAgreeTest {

    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    @KubeNamespace
    @KubeManifests(value = "classpath:proof/agreed.yaml", createNamespaces = true)
    @KubeServiceAccount("agreed-test/operator")
    @KubeUser(value = "alice", groups = "agreed-readers")
    static class Scenario {

        private static final String CORE = "/api/v1/namespaces/agreed-test/";

        @Test
        void operates(@KubeServiceAccount("agreed-test/operator") KubeAccess operator) {
            KubeAssertions.assertThat(Patch.apply(
                            operator,
                            CORE + "configmaps/applied?fieldManager=test",
                            "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": "
                                    + "\"applied\"}}"))
                    .hasStatus(201);
            operator.get(CORE + "configmaps");
            operator.get(CORE + "secrets");
            operator.request("DELETE", CORE + "configmaps/applied", null);
            operator.request("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/agreed-test/roles", """
                    {"metadata": {"name": "wide"},
                     "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]}""");
        }

        @Test
        void is_operated_by_hand(@KubeServiceAccount("agreed-test/operator") Kubeconfig operator)
                throws IOException, InterruptedException {
            Kubectl kubectl = new Kubectl(operator.file());
            kubectl.run("auth", "can-i", "watch", "configmaps", "--namespace=agreed-test");
            kubectl.run("get", "configmaps", "--namespace=agreed-test");
            assertThat(kubectl.refused("get", "pods", "--namespace=agreed-test"))
                    .contains("pods is forbidden");
        }

        @Test
        void is_read(@KubeUser("alice") KubeAccess alice, @KubeNamespace String namespace) {
            KubeAssertions.assertThat(alice)
                    .can(AccessQuery.list("services").in(namespace))
                    .cannot(AccessQuery.delete("services").in(namespace));
            KubeAssertions.assertThat(alice.get("/api/v1/namespaces/" + namespace + "/services"))
                    .isOk();
        }
    }

    private static void run(Path directory, String kind) {
        EngineRun.of(Map.of("kubeuser.cluster", kind, "kubeuser.report", directory.toString()), Scenario.class)
                .assertSuccessful(3);
    }

    /** The parts of the report that say what was proven; times and ways of recording are those of a run. */
    private static Path proven(Path directory) throws IOException {
        JsonObject report = ReportJson.read(directory);
        report.remove("requests");
        report.remove("build"); // of the kind, the version to which k3s adds its own, and the time
        return Files.writeString(directory.resolve("proven.json"), PRETTY.toJson(report));
    }

    private static String text(Path directory, String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    @Test
    void embedded_and_k3s_prove_the_same(@TempDir Path embedded, @TempDir Path k3s) throws IOException {
        run(embedded, "embedded");
        run(k3s, "k3s");

        assertThat(text(k3s, "narrowed-policy.diff"))
                .isEqualTo(text(embedded, "narrowed-policy.diff"))
                .contains("+  verbs: [\"create\", \"delete\", \"list\", \"patch\", \"watch\"]");
        assertThat(text(k3s, "least-privilege.yaml"))
                .isEqualTo(text(embedded, "least-privilege.yaml"))
                .contains("name: agreed-readers", "namespace: ${kubeuser.namespace}")
                .doesNotContain("alice");
        assertThat(proven(embedded))
                .hasSameTextualContentAs(proven(k3s)) // which names the lines that differ
                .content()
                .contains("\"cause\": \"ESCALATION\"", "\"resource\": \"pods\"");
    }
}
