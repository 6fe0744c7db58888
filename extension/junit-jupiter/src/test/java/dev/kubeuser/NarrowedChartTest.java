// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.NeedsProgram;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The narrowed text of a chart says what its user said, and not what the namespaces of tests were called. */
@InTurn
class NarrowedChartTest {

    @RegisterExtension
    static final NeedsProgram HELM = new NeedsProgram("helm");

    private static final String NAMESPACE_OF_A_TEST = "kubeuser-[a-z0-9-]+-[0-9a-f]{8}";

    @TempDir
    private Path directory;

    @KubeNamespace
    @KubeHelmChart(
            value = "src/test/resources/charts/operator",
            release = "op-${kubeuser.namespace}",
            set = "clusterWide=false")
    static class Operator {
        private static KubeResponse get(Cluster cluster, String own, String end) {
            String account = UserInfo.serviceAccount(own, "op-" + own).name();
            try (KubeAccess operator = KubeAccess.impersonate(cluster, account, Set.of())) {
                return operator.get("/apis/charts.kubeuser.dev/v1/namespaces/" + own + end);
            }
        }

        @Test
        void lists(Cluster cluster, @KubeNamespace String own) {
            assertThat(get(cluster, own, "/backups")).isOk();
        }

        @Test
        void gets(Cluster cluster, @KubeNamespace String own) {
            assertThat(get(cluster, own, "/backups/none")).hasStatus(404);
        }
    }

    @Test
    void namespaces_of_tests_are_placeholders_and_hunks_name_their_template() throws IOException {
        EngineRun.reporting(directory, Operator.class).assertSuccessful(2);

        assertThat(ReportJson.pageTexts(directory))
                .as("of both tests together")
                .anyMatch(text -> text.matches("@ -.* @@ # Source: operator/templates/rbac.yaml")
                        || text.matches("@@? -.* @@ # Source: operator/templates/rbac.yaml"))
                .contains("    verbs: [\"get\",\"list\"]", "It was rendered: the changes belong in its templates.")
                .noneMatch(text -> text.matches("(?s).*" + NAMESPACE_OF_A_TEST + ".*narrow.*"));
        assertThat(directory.resolve("narrowed-policy.diff")).isEmptyFile();
        assertThat(Files.readString(directory.resolve("least-privilege.yaml")))
                .contains("namespace: ${kubeuser.namespace}")
                .doesNotContainPattern(NAMESPACE_OF_A_TEST);
    }
}
