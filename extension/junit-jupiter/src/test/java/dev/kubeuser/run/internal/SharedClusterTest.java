// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.KubeUserException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RunsOnce
class SharedClusterTest {

    /** Milliseconds after which a start that was not cancelled is ready, on the slowest machine. */
    private static final int LATEST_MOMENT = 60_000;

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

    @Test
    void what_an_interrupted_thread_ends_is_ended() {
        SharedCluster cluster = new SharedCluster(this::start);
        cluster.await();
        Thread.currentThread().interrupt();

        cluster.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(started.join().directory()).doesNotExist();
    }

    /** Cancels starts later and later, until one has failed, and one is ready before that. */
    @Test
    void cancelled_start_fails_in_a_way_that_is_expected(@TempDir Path directory) throws IOException {
        try (HandStartedControlPlane server = HandStartedControlPlane.start(directory)) {
            cancelStarts(ClusterSpec.defaults()
                    .withKind(ClusterKind.EXISTING)
                    .withExisting(ExistingOptions.of(server.kubeconfig(), server.context())));
        }
    }

    private static void cancelStarts(ClusterSpec attaching) {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        AtomicReference<RunningCluster> attached = new AtomicReference<>();
        for (int moment = 0; (failures.isEmpty() || attached.get() == null) && moment < LATEST_MOMENT; moment += 2) {
            SharedCluster cancelled = new SharedCluster(() -> {
                try {
                    attached.set(Clusters.start(attaching));
                    return attached.get();
                } catch (Throwable failure) {
                    failures.add(failure);
                    throw failure;
                }
            });
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(moment));
            cancelled.close();
        }
        assertThat(failures)
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(KubeUserException.class));
        RunningCluster ready = Objects.requireNonNull(attached.get(), "no start was ready in time");
        assertThat(ready.directory()).doesNotExist();
    }
}
