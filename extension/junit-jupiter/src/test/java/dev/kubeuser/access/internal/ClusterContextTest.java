// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.Collections;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is learned of a cluster, and who listens to it, is the same for all who access it. */
@KubeUser("carl")
class ClusterContextTest {

    private static final long LONG_ENOUGH_FOR_OTHERS_TO_ASK = 100_000_000;

    @Test
    void is_one_for_all_users(@KubeUser("carl") KubeAccess carl, @KubeUser("cora") KubeAccess cora, Cluster cluster) {
        try (KubeAccess admin = KubeAccess.admin(cluster);
                KubeAccess anonymous = KubeAccess.anonymous(cluster)) {
            assertThat(Stream.of(carl, carl.inNamespace("kube-system"), cora, admin, anonymous)
                            .map(KubeAccess::context))
                    .allSatisfy(context -> assertThat(context).isSameAs(ClusterContext.of(cluster)));
        }
    }

    @Test
    void is_one_for_all_who_ask_first_at_once(Cluster cluster) throws IOException {
        try (Reader kubeconfig = Files.newBufferedReader(cluster.adminKubeconfig());
                RunningCluster fresh = Clusters.adopt(
                        cluster.adminKubeconfig(),
                        KubeConfig.loadKubeConfig(kubeconfig).getCurrentContext(),
                        LaunchOptions.defaults(),
                        () -> {})) {
            assertThat(InFlight.QUESTIONS.ask(
                            Collections.nCopies(8, ManagedCluster.of(fresh)),
                            each -> each.context(Object.class, ClusterContextTest::slowly)))
                    .containsOnly(ManagedCluster.of(fresh).context(Object.class, Object::new));
        }
    }

    private static Object slowly() {
        LockSupport.parkNanos(LONG_ENOUGH_FOR_OTHERS_TO_ASK);
        return new Object();
    }
}
