package dev.kubeuser.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.kinds.RunsOnce;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@RunsOnce
class SharedClusterTest {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<RunningCluster> started = new CompletableFuture<>();

    /** As a start does that has passed the last point where it would notice. */
    private RunningCluster startAfterInterrupt() {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ignored) {
            // it goes on
        }
        return start();
    }

    /** One that fails fails the test, too, which waits for it. */
    private RunningCluster start() {
        try {
            started.complete(Clusters.start(ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED)));
        } catch (RuntimeException failure) {
            started.completeExceptionally(failure);
        }
        return started.join();
    }

    @Test
    void what_starts_in_spite_of_being_cancelled_is_ended() throws InterruptedException {
        SharedCluster cluster = new SharedCluster(this::startAfterInterrupt);
        begun.await();

        cluster.close();

        assertThat(started.join().directory()).doesNotExist();
    }
}
