package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.Announcement;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.ServedFiles;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;

/**
 * One start of k3s, within the start timeout whatever it waits for: the engine, a registry, Testcontainers' reaper, k3s.
 * It runs on a thread of its own, because docker-java and Testcontainers may wait for ever.
 */
final class K3sStart {

    private static final System.Logger LOG = System.getLogger(K3sStart.class.getName());

    /** How long a start that is given up may take to undo what it began. */
    private static final Duration UNDO_LIMIT = Duration.ofSeconds(5);

    private final ClusterSpec spec;
    private final StartProgress progress;
    private final CompletableFuture<K3sCluster> result = new CompletableFuture<>();

    K3sStart(ClusterSpec spec) {
        this.spec = spec;
        this.progress = new StartProgress(spec);
    }

    /**
     * {@return the cluster that has started}
     *
     * @throws ClusterException if it does not start in time
     */
    K3sCluster run() {
        try (progress) {
            return ClusterDirectory.createFor(spec.launch().keep(), directory -> inTime(() -> start(directory)));
        }
    }

    private K3sCluster inTime(Supplier<K3sCluster> start) {
        Thread thread = Daemon.start("kubeuser-k3s-start", () -> complete(start));
        try {
            return result.get(progress.deadline().left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            String image = K3sImageName.of(spec);
            return giveUp(
                    thread,
                    new ClusterException(
                            "k3s from the image " + image + " did not start " + progress.lateness(), late));
        } catch (InterruptedException interrupt) {
            try {
                return giveUp(thread, new ClusterException("Interrupted while k3s was starting", interrupt));
            } finally {
                Thread.currentThread().interrupt();
            }
        } catch (ExecutionException failure) {
            throw causeOf(failure);
        }
    }

    private void complete(Supplier<K3sCluster> start) {
        try {
            K3sCluster cluster = start.get();
            if (!result.complete(cluster)) {
                cluster.discard();
            }
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }

    /** Lets the other thread undo what it began, unless it has come to its end just now. */
    private K3sCluster giveUp(Thread thread, ClusterException reason) {
        if (!result.completeExceptionally(reason)) {
            return result.join();
        }
        thread.interrupt();
        try {
            thread.join(UNDO_LIMIT.toMillis());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            ContainerEngine.endWithout();
        }
        throw reason;
    }

    private RuntimeException causeOf(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return K3sServer.startFailure(spec, progress.log(), cause instanceof Exception known ? known : failure);
    }

    private K3sCluster start(Path directory) {
        provide();
        K3sContainer container = K3sServer.container(ServedFiles.added(spec, ContainerFolder.PATH::concat), progress);
        K3sOrphans.remove();
        if (!spec.launch().keep()) {
            K3sOrphans.own(container);
        }
        if (!ServedFiles.areIn(spec)) {
            return start(container, directory, ServedFiles.NONE);
        }
        ServedFiles served = ServedFiles.serve(
                spec,
                BridgeGateway.require(DockerClientFactory.lazyClient()),
                new ContainerFolder(container, spec.launch().requestTimeout()));
        return served.start(() -> start(container, directory, served), this::forKeys);
    }

    private Duration forKeys() {
        progress.now(StartStep.KEYS);
        return progress.deadline().left();
    }

    private K3sCluster start(K3sContainer container, Path directory, ServedFiles served) {
        LOG.log(System.Logger.Level.INFO, "kubeuser: starting " + K3sImageName.of(spec) + " in a container");
        long begin = System.nanoTime();
        try {
            container.start();
            K3sCluster cluster = new K3sCluster(container, progress.log(), directory, spec.launch(), served);
            LOG.log(System.Logger.Level.INFO, new Announcement(cluster).ready(begin));
            return cluster;
        } catch (IOException | ApiException | RuntimeException failure) {
            throw K3sServer.endAfter(container, K3sServer.startFailure(spec, container, progress.log(), failure));
        }
    }

    /** Gets all that a container needs: the engine, the image, and what Testcontainers wants besides. */
    private void provide() {
        try (DockerClient engine = ContainerEngine.require()) {
            K3sImage.provide(engine, K3sImageName.of(spec), progress);
        } catch (IOException unclosed) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: a connection to the engine was not closed", unclosed);
        }
        progress.now(StartStep.REAPER);
        ContainerEngine.requireTestcontainers();
        progress.now(StartStep.CONTAINER);
    }
}
