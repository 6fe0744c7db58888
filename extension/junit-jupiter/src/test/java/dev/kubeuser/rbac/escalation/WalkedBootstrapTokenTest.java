// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOn;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who may make Secrets in kube-system joins as a node where the API server takes bootstrap tokens. */
@KubeManifests("classpath:escalation/joining.yaml")
@KubeCluster(apiserverArguments = "enable-bootstrap-token-auth=true")
@RunsOn(except = EXISTING, because = "a cluster that is there already is taken as it is")
class WalkedBootstrapTokenTest {

    private static final Walk WALK = new Walk("classpath:escalation/joining.yaml", "ClusterRole joining-goal");

    @Test
    void by_a_token_in_groups_of_one_s_choice(@KubeUser("joiner") KubeAccess user, Cluster cluster) {
        assertThat(WALK.way(user, Certainty.LIKELY)).isEmpty();
        assertThat(WALK.way(user, Certainty.DEPENDS)).containsExactly(Technique.BOOTSTRAP_TOKEN);
        assertThat(user.request("POST", "/api/v1/namespaces/kube-system/secrets", """
                {"metadata": {"name": "bootstrap-token-walked"}, "type": "bootstrap.kubernetes.io/token",
                 "stringData": {"token-id": "walked", "token-secret": "0123456789abcdef",
                   "usage-bootstrap-authentication": "true",
                   "auth-extra-groups": "system:bootstrappers:walked"}}"""))
                .hasStatus(201);
        try (KubeAccess joined = Walk.with(cluster, "walked.0123456789abcdef")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(Walk.whoIs(joined))
                            .contains("system:bootstrap:walked", "system:bootstrappers:walked"));
            assertThat(joined.get("/api/v1/podtemplates")).isOk();
        }
    }
}
