// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.run.KubeSession;
import org.junit.jupiter.api.Test;

/** A real cluster is cleaned up. */
class CleanupCommandTest {

    @Test
    void an_existing_cluster_is_cleaned_up_and_before_that_a_dry_run_says_what_would_go() {
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.report", "off")
                .start()) {
            String kubeconfig = session.cluster().adminKubeconfig().toString();
            Run empty = Run.of("cleanup", "--context", "kubeuser", "--kubeconfig", kubeconfig);
            assertThat(empty.out()).as(empty.err()).contains("no run left anything");

            session.admin().request("POST", "/api/v1/namespaces", """
                {"metadata": {"name": "prod", "labels": {"kubeuser.dev/run": "anything"}}}\
                """);
            Run dry = Run.of("cleanup", "--context", "kubeuser", "--kubeconfig", kubeconfig, "--dry-run");
            assertThat(dry.out())
                    .as(dry.err())
                    .contains(
                            "left namespaces/prod of the run anything: its label kubeuser.dev/run does not name a run");
            Run unknown = Run.of("cleanup", "--context", "kubeuser", "--kubeconfig", kubeconfig, "none")
                    .ended(2);
            assertThat(unknown.err()).contains("the run none left nothing; runs with objects: [anything]");
        }
    }

    @Test
    void the_cluster_is_named() {
        assertThat(Run.of("cleanup", "--dry-run").ended(2).err()).contains("--context");
    }
}
