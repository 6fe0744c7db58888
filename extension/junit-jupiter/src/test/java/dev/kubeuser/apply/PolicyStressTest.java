// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.Policy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was applied is granted, and what was removed is refused, from the first request on, every time. */
@RunsOnce
@KubeUser("stress")
class PolicyStressTest {

    private static final int ROUNDS = 60;
    private static final String CONFIG_MAPS = "/api/v1/namespaces/kube-public/configmaps";

    private static final Manifests CLUSTER_WIDE = new Policy()
            .clusterBinding("stress", "stress", "user stress")
            .clusterRole("stress", "list configmaps")
            .manifests("cluster-wide.yaml");

    private static final Manifests NAMESPACED = new Policy()
            .binding("kube-public/stress", "Role stress", "user stress")
            .role("kube-public/stress", "list configmaps")
            .manifests("namespaced.yaml");

    @Test
    void there_is_no_wrong_answer(@KubeAdmin KubeAccess admin, KubeAccess stress) {
        List<String> wrong = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Manifests policy = round % 2 == 0 ? CLUSTER_WIDE : NAMESPACED;
            try (AppliedManifests applied = AppliedManifests.apply(policy, admin)) {
                expect(200, stress, round + ", applied " + applied.objects(), wrong);
            }
            expect(403, stress, round + ", removed", wrong);
        }
        assertThat(wrong).isEmpty();
    }

    private static void expect(int code, KubeAccess user, String when, List<String> wrong) {
        int answer = user.get(CONFIG_MAPS).code();
        if (answer != code) {
            wrong.add("round " + when + ": " + answer);
        }
    }
}
