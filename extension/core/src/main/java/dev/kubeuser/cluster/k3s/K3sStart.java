// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.AdminAccess;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.LogTail;
import dev.kubeuser.cluster.internal.ServedFiles;
import dev.kubeuser.cluster.internal.SlowWait;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * One start of k3s, within the start timeout whatever it waits for: the engine, a registry, Testcontainers' reaper,
 * k3s. It runs on a separate thread, because docker-java and Testcontainers may wait forever.
 */
final class K3sStart {

    private static final System.Logger LOG = System.getLogger(K3sStart.class.getName());

    /** How long a start that is given up may take to undo what it began. */
    private static final Duration UNDO_LIMIT = Duration.ofSeconds(5);

    private final ClusterSpec spec;
    private final Progress progress;
    private final CompletableFuture<K3sCluster> result = new CompletableFuture<>();

    K3sStart(ClusterSpec spec) {
        this.spec = spec;
        this.progress = new Progress(spec);
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
            return Timed.<K3sCluster, Exception>get("k3s", progress.deadline().left(), result);
        } catch (Timed.Unanswered none) {
            String late = "k3s from the image " + K3sImage.of(spec) + " did not start " + progress.lateness();
            return giveUp(
                    thread, new ClusterException(none.isLate() ? late : "Interrupted while k3s was starting", none));
        } catch (Exception failure) {
            throw K3sServer.startFailure(spec, null, progress.log(), failure);
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
        boolean isInterrupted = Thread.interrupted(); // an interrupted thread would not wait
        thread.interrupt();
        Timed.join(thread, UNDO_LIMIT);
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            ContainerEngine.endWithout();
        }
        throw reason;
    }

    private K3sCluster start(Path directory) {
        provide();
        K3sContainer container = K3sServer.container(ServedFiles.added(spec, K3sCluster.Folder.PATH::concat), progress);
        K3sServer.removeOrphans();
        if (!ServedFiles.areIn(spec)) {
            return start(container, directory, ServedFiles.NONE);
        }
        ServedFiles served = ServedFiles.serve(
                spec,
                ContainerEngine.requireGateway(DockerClientFactory.lazyClient()),
                new K3sCluster.Folder(container, spec.launch().requestTimeout()));
        return served.start(() -> start(container, directory, served), this::forKeys);
    }

    private Duration forKeys() {
        progress.now(Step.KEYS);
        return progress.deadline().left();
    }

    private K3sCluster start(K3sContainer container, Path directory, ServedFiles served) {
        LOG.log(System.Logger.Level.INFO, "kubeuser: starting " + K3sImage.of(spec) + " in a container");
        long begin = System.nanoTime();
        try {
            container.start();
            Path kubeconfig = PrivateFiles.write(directory.resolve("admin.kubeconfig"), container.getKubeConfigYaml());
            AdminAccess admin = AdminAccess.local(kubeconfig, spec.launch());
            K3sCluster cluster = new K3sCluster(container, progress.log(), directory, admin, spec.launch(), served);
            LOG.log(System.Logger.Level.INFO, cluster.readyLine(begin));
            return cluster;
        } catch (IOException | ApiException | RuntimeException failure) {
            throw K3sServer.endAfter(container, K3sServer.startFailure(spec, container, progress.log(), failure));
        }
    }

    /** Gets all that a container needs: the engine, the image, and what else Testcontainers wants. */
    private void provide() {
        try (DockerClient engine = ContainerEngine.require()) {
            provide(engine, K3sImage.of(spec));
        } catch (IOException unclosed) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: a connection to the engine was not closed", unclosed);
        }
        progress.now(Step.REAPER);
        ContainerEngine.requireTestcontainers();
        progress.now(Step.CONTAINER);
    }

    /**
     * Pulls the image once if the engine lacks it. Testcontainers would retry for minutes, whatever the registry
     * answers.
     */
    private void provide(DockerClient engine, String image) {
        DockerImageName name = K3sImage.realName(image);
        if (ContainerEngine.has(engine, name)) {
            return;
        }
        progress.now(Step.IMAGE);
        try {
            pull(engine, name);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while the image " + image + " was pulled", interrupt);
        } catch (DockerException | DockerClientException refusal) {
            throw new ClusterException(
                    "The image " + image + " could not be pulled: " + refusal.getMessage()
                            + ".\n"
                            + "Pull it by hand, set kubeuser.k3s.image to a copy, or set kubeuser.cluster=embedded to"
                            + " run without containers.",
                    refusal);
        }
    }

    /** Closing the callback ends the pull in the engine too. */
    private void pull(DockerClient engine, DockerImageName name) throws InterruptedException {
        try (PullImageResultCallback answer =
                engine.pullImageCmd(name.asCanonicalNameString()).exec(new PullImageResultCallback())) {
            long millis = progress.timeout().multipliedBy(2).toMillis(); // callers give up earlier
            if (!answer.awaitCompletion(millis, TimeUnit.MILLISECONDS)) {
                throw new ClusterException("k3s did not start " + progress.lateness());
            }
        } catch (IOException unclosed) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: a pull was not ended", unclosed);
        }
    }

    /** The steps of a start of k3s, in this order. */
    enum Step {
        ENGINE(
                "the container engine to answer",
                "the container engine did not answer. Restart it, let DOCKER_HOST name another one"),
        IMAGE(
                "the image of k3s to be pulled",
                "its image was still being pulled. Pull it by hand, set kubeuser.k3s.image to a copy in a registry that"
                        + " answers, set kubeuser.start-timeout to wait longer"),
        REAPER(
                "Testcontainers to start its reaper, whose image testcontainers/ryuk may have to be pulled",
                "Testcontainers had not started its reaper. If the image testcontainers/ryuk cannot be pulled here, set"
                        + " TESTCONTAINERS_RYUK_DISABLED=true in the environment, or ryuk.container.image in"
                        + " ~/.testcontainers.properties to a copy"),
        CONTAINER(
                "the container engine to create and start the container",
                "the container engine had not started the container. Look for the reason in its log, set"
                        + " kubeuser.start-timeout to wait longer"),
        READY("/readyz of k3s", "k3s was not ready; set kubeuser.start-timeout to wait longer"),
        DEFAULTS(
                "k3s's controllers to create the default ServiceAccount and the ConfigMap kube-root-ca.crt, and to"
                        + " aggregate the ClusterRoles admin, edit and view",
                "k3s answers, but its controllers have not created the default ServiceAccount and the ConfigMap"
                        + " kube-root-ca.crt, or not aggregated the ClusterRoles admin, edit and view; set"
                        + " kubeuser.start-timeout to wait longer"),
        KEYS(
                "k3s's API server to fetch the keys of issuers from this JVM",
                "k3s is ready, but its API server has not fetched the keys of an issuer from this JVM. Open the"
                        + " firewall if one keeps containers from this machine, set kubeuser.start-timeout to wait"
                        + " longer");

        private static final String WITHOUT = ", or set kubeuser.cluster=embedded to run without containers";

        private final String what;
        private final String outcome;

        Step(String what, String outcome) {
            this.what = what;
            this.outcome = outcome;
        }

        /** What is waited for, as in {@code waiting for /readyz}. */
        String what() {
            return what;
        }

        /** What was missing when the time was up, and what to do, without a full stop. */
        String outcome() {
            return compareTo(READY) < 0 ? outcome + WITHOUT : outcome;
        }
    }

    /** How far a start has come, and how long it may still take. Thread-safe. */
    static final class Progress implements AutoCloseable {

        private final Duration timeout;
        private final Deadline deadline;
        private final LogTail log = new LogTail();
        private Step step = Step.ENGINE;
        private SlowWait wait;
        private String detail = "";

        /** Begins with the time that the specification gives to a start. */
        Progress(ClusterSpec spec) {
            timeout = spec.launch().startTimeout(ClusterKind.K3S);
            deadline = Deadline.in(timeout);
            wait = SlowWait.begin(step.what(), timeout);
        }

        Duration timeout() {
            return timeout;
        }

        Deadline deadline() {
            return deadline;
        }

        /** The log of k3s. */
        LogTail log() {
            return log;
        }

        synchronized void now(Step next) {
            if (next != step) {
                wait.close();
                step = next;
                detail = "";
                wait = SlowWait.begin(next.what(), timeout);
            }
        }

        /** Notes what was found when it was last looked for. */
        synchronized void found(String what) {
            detail = what;
        }

        /** Why the start has not come to its end in time: the end of a sentence. */
        synchronized String lateness() {
            String last = detail.isEmpty() ? "" : " (last " + detail + ")";
            return deadline + ": " + step.outcome() + last + "." + log.describe();
        }

        @Override
        public synchronized void close() {
            wait.close();
        }
    }
}
