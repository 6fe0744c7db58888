// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A cluster that may be production is compared with files, and cleaned up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContextTest {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String COMPARE =
            "compare --access src/test/resources/access.yaml --context kubeuser --kubeconfig %s";

    private static final Pattern REQUEST = Pattern.compile("\"requestURI\":\"([^\"]+)\",\"verb\":\"(\\w+)\"");

    private KubeSession session;
    private Path kubeconfig;

    @BeforeAll
    void start() {
        session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.report", "off")
                .start();
        kubeconfig = session.cluster().adminKubeconfig();
    }

    @AfterAll
    void end() {
        session.close();
    }

    private void create(String path, String json) {
        assertThat(session.admin().request("POST", path, json).code()).isEqualTo(201);
    }

    /** What the API server logged of a user between two other requests. */
    private List<String> requests(KubeAccess user, Runnable command) throws IOException, InterruptedException {
        Path log = session.cluster().auditLog().orElseThrow();
        user.get("/version?begin");
        command.run();
        user.get("/version?end");
        while (!Files.readString(log).contains("?end")) {
            Thread.sleep(10);
        }
        return REQUEST.matcher(Files.readString(log))
                .results()
                .map(event -> event.group(2) + " " + event.group(1))
                .dropWhile(request -> !request.endsWith("?begin"))
                .takeWhile(request -> !request.endsWith("?end"))
                .skip(1)
                .toList();
    }

    /** It is asked for its policy and its version, and for nothing else. */
    @Test
    @Timeout(120)
    void what_differs_between_files_and_a_running_cluster() throws Exception {
        create("/api/v1/namespaces", "{\"metadata\": {\"name\": \"prod\"}}");
        create(RBAC + "namespaces/prod/rolebindings", """
                {"metadata": {"name": "by-hand"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"}]}\
                """);
        create(RBAC + "clusterrolebindings", """
                {"metadata": {"name": "reader"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "reader"}]}\
                """);
        KubeAccess reader = session.user("reader");
        assertThat(requests(
                        reader,
                        () -> assertThat(Run.of(COMPARE, reader.kubeconfig().file())
                                        .ended(1)
                                        .out())
                                .contains(
                                        "  User jane gains all of ClusterRole view in prod\n",
                                        "  Group sre loses get, list configmaps in prod\n")
                                .doesNotContain("kube-system/", "User system:")))
                .containsExactlyInAnyOrder(
                        "get /version",
                        "list " + RBAC + "clusterroles",
                        "list " + RBAC + "clusterrolebindings",
                        "list " + RBAC + "roles",
                        "list " + RBAC + "rolebindings");
    }

    @Test
    void what_the_cluster_refuses_is_told() {
        Path ofNobody = session.user("nobody").kubeconfig().file();
        assertThat(Run.of(COMPARE, ofNobody).ended(3).err())
                .contains("Listing all clusterroles to read the cluster's RBAC policy failed: 403: ");
    }

    @Test
    void a_context_that_is_missing_is_told() {
        assertThat(Run.of(COMPARE.replace("kubeuser", "prod"), kubeconfig)
                        .ended(3)
                        .err())
                .contains("There is no context \"prod\"");
    }

    @Test
    void it_is_cleaned_up_and_before_that_a_dry_run_says_what_would_go() {
        String cleanup = "cleanup --context kubeuser --kubeconfig " + kubeconfig;
        assertThat(Run.of(cleanup).out()).contains("no run left anything");
        create("/api/v1/namespaces", """
                {"metadata": {"name": "left", "labels": {"kubeuser.dev/run": "anything"}}}""");
        assertThat(Run.of(cleanup + " --dry-run").out())
                .contains("left namespaces/left of the run anything: its label kubeuser.dev/run does not name a run");
        Run.of(cleanup + " none").mistaken("the run none left nothing; runs with objects: [anything]");
    }
}
