package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.model.ContainerNetwork;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.AdminKubeconfig;
import dev.kubeuser.cluster.internal.Announcement;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.HostAddress;
import dev.kubeuser.cluster.internal.KubeconfigCluster;
import dev.kubeuser.cluster.internal.LogTail;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.testcontainers.k3s.K3sContainer;

/** A k3s server in a container as a cluster. */
final class K3sCluster extends KubeconfigCluster {

    private static final System.Logger LOG = System.getLogger(K3sCluster.class.getName());

    private final K3sContainer container;
    private final LogTail log;
    private final boolean keep;
    private final Runnable end;
    private final K3sAuditLog auditLog;

    /** Runs {@code end} on the container when this JVM no longer needs the cluster. */
    K3sCluster(K3sContainer container, LogTail log, Path directory, LaunchOptions launch, Runnable end)
            throws IOException, ApiException {
        this(container, log, directory, admin(container, directory, launch), launch.keep(), end);
    }

    private K3sCluster(
            K3sContainer container, LogTail log, Path directory, AdminKubeconfig admin, boolean keep, Runnable end)
            throws ApiException {
        super(ClusterKind.K3S, admin.version(), directory, admin);
        this.container = container;
        this.log = log;
        this.keep = keep;
        this.end = end;
        this.auditLog = new K3sAuditLog(container, directory.resolve("audit.log"));
    }

    static K3sCluster start(ClusterSpec spec) {
        ContainerEngine.require();
        K3sImage.provide(K3sImageName.of(spec));
        Duration idle = spec.launch().reuseIdle();
        return idle == null ? startAlone(spec) : K3sReuse.of(spec, idle).attachOrStart();
    }

    private static K3sCluster startAlone(ClusterSpec spec) {
        LogTail log = new LogTail();
        K3sContainer container = K3sServer.container(spec, log);
        K3sOrphans.remove();
        if (!spec.launch().keep()) {
            K3sOrphans.own(container);
        }
        return ClusterDirectory.createFor(spec.launch().keep(), directory -> launch(spec, container, log, directory));
    }

    private static K3sCluster launch(ClusterSpec spec, K3sContainer container, LogTail log, Path directory) {
        LOG.log(System.Logger.Level.INFO, "kubeuser: starting " + K3sImageName.of(spec) + " in a container");
        long begin = System.nanoTime();
        try {
            container.start();
            K3sCluster cluster =
                    new K3sCluster(container, log, directory, spec.launch(), () -> K3sServer.remove(container));
            LOG.log(System.Logger.Level.INFO, new Announcement(cluster).ready(begin));
            return cluster;
        } catch (IOException | ApiException | RuntimeException failure) {
            container.stop();
            throw K3sServer.startFailure(spec, log, failure);
        }
    }

    String containerId() {
        return container.getContainerId();
    }

    private static AdminKubeconfig admin(K3sContainer container, Path directory, LaunchOptions launch)
            throws IOException {
        return AdminKubeconfig.local(
                PrivateFiles.write(directory.resolve("admin.kubeconfig"), container.getKubeConfigYaml()), launch);
    }

    @Override
    public Optional<Path> auditLog() {
        try {
            return Optional.of(auditLog.fetch());
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "The audit log could not be copied out of the k3s container: " + failure.getMessage(), failure);
        }
    }

    /** The gateway of the container, if this process runs on the engine's machine and so can listen there. */
    @Override
    public Optional<InetAddress> addressOfThisProcess() {
        return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .map(ContainerNetwork::getGateway)
                .filter(gateway -> gateway != null && !gateway.isEmpty())
                .flatMap(gateway -> HostAddress.ofThisMachine(gateway).stream())
                .findFirst();
    }

    @Override
    public Optional<String> failure() {
        try {
            return container.isRunning()
                    ? guard().silence()
                            .map(reason -> "k3s at " + server() + " no longer answers: " + reason
                                    + ". Its container " + containerId()
                                    + " is still there; it may have been paused, or the machine is overloaded."
                                    + log.describe())
                    : Optional.of("The k3s container at " + server() + " is no longer running." + log.describe());
        } catch (RuntimeException engineGone) {
            return guard().silence()
                    .map(reason -> "Neither the container engine nor k3s at " + server() + " answers any longer: "
                            + reason + "." + log.describe());
        }
    }

    @Override
    public void close() {
        if (keep) {
            LOG.log(System.Logger.Level.INFO, new Announcement(this).kept("docker rm -f " + containerId()));
            return;
        }
        disconnect();
        try {
            end.run();
        } finally {
            ClusterDirectory.remove(directory());
        }
    }
}
