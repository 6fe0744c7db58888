package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.Announcement;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.LogTail;
import dev.kubeuser.cluster.internal.ReuseDirectory;
import dev.kubeuser.cluster.internal.ReuseKey;
import dev.kubeuser.cluster.internal.ServedFiles;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;

/**
 * A k3s cluster that JVMs share as a reusable container of Testcontainers. Testcontainers alone would start two
 * containers if two JVMs looked at once, and would never end them.
 *
 * @see <a href="https://java.testcontainers.org/features/reuse/">Reusable containers</a>
 */
record K3sReuse(ClusterSpec spec, ReuseDirectory directory, K3sWatchdog watchdog, StartProgress progress) {

    private static final System.Logger LOG = System.getLogger(K3sReuse.class.getName());
    static final String LABEL = "dev.kubeuser.reuse";
    private static final int SHORT_ID = 12;

    static K3sReuse of(ClusterSpec spec, Duration idle, StartProgress progress) {
        K3sServer.requireReuse("kubeuser.reuse");
        K3sWatchdog watchdog = new K3sWatchdog(idle, progress.timeout());
        return new K3sReuse(
                spec, ReuseDirectory.of(spec.launch().cacheDirectory(), key(spec, watchdog)), watchdog, progress);
    }

    /** A tag may move to another image, so the key includes the digest. */
    private static ReuseKey key(ClusterSpec spec, K3sWatchdog watchdog) {
        String image = K3sImageName.of(spec);
        String host = DockerClientFactory.instance().dockerHostIpAddress();
        List<String> parts = new ArrayList<>(List.of(image, K3sImage.id(image), watchdog.toString()));
        parts.addAll(new K3sCommand(spec, host).arguments());
        return ReuseKey.of(parts);
    }

    K3sCluster attachOrStart() {
        return directory.lock(progress.timeout()).holding(() -> {
            Optional<Container> running = running();
            try {
                return open(running);
            } catch (ClusterException failure) {
                // The watchdog may just have ended the unused container.
                if (running.isPresent() && running().isEmpty()) {
                    return open(Optional.empty());
                }
                throw failure;
            }
        });
    }

    private Optional<Container> running() {
        return containers("running").stream().findFirst();
    }

    private List<Container> containers(String... states) {
        return docker().listContainersCmd()
                .withLabelFilter(Map.of(LABEL, directory.key().text()))
                .withStatusFilter(List.of(states))
                .exec();
    }

    private static DockerClient docker() {
        return DockerClientFactory.lazyClient();
    }

    private K3sCluster open(Optional<Container> running) {
        LogTail log = progress.log();
        K3sContainer container = K3sServer.container(spec, progress);
        container.withReuse(true);
        container.withLabel(LABEL, directory.key().text());
        watchdog.guard(container);
        Path files = directory.forThisJvm();
        long begin = System.nanoTime();
        try {
            start(container, running);
            K3sWatchdog.Use use = watchdog.use(container);
            K3sCluster cluster = new K3sCluster(container, log, files, spec.launch(), ServedFiles.NONE, use::close);
            announce(cluster, begin, running);
            return cluster;
        } catch (IOException | ApiException | RuntimeException failure) {
            ClusterException reason = K3sServer.startFailure(spec, container, log, failure);
            if (running.isEmpty()) {
                container.stop();
            }
            ClusterDirectory.remove(files);
            throw reason;
        }
    }

    private void start(K3sContainer container, Optional<Container> running) {
        if (running.isEmpty()) {
            containers("created", "exited").forEach(K3sReuse::remove);
            LOG.log(
                    System.Logger.Level.INFO,
                    "kubeuser: starting " + K3sImageName.of(spec) + " in a container for several JVMs");
        }
        container.start();
    }

    /** Removes a container whose JVM was killed between its creation and its start. */
    private static void remove(Container container) {
        docker().removeContainerCmd(container.getId())
                .withForce(true)
                .withRemoveVolumes(true)
                .exec();
    }

    private void announce(K3sCluster cluster, long begin, Optional<Container> running) {
        Instant since =
                running.map(found -> Instant.ofEpochSecond(found.getCreated())).orElseGet(Instant::now);
        if (running.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, new Announcement(cluster).ready(begin));
        }
        String end = "docker rm -f " + cluster.containerId().substring(0, SHORT_ID);
        LOG.log(System.Logger.Level.INFO, new Announcement(cluster).attached(begin, since, watchdog.idle(), end));
    }
}
