package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.OwnDirectory;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.Announcement;
import dev.kubeuser.cluster.internal.Readyz;
import dev.kubeuser.cluster.internal.ReuseDirectory;
import dev.kubeuser.cluster.internal.ReuseKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An embedded cluster that JVMs share: one that already runs, or a new one that others will find.
 *
 * @param spec the specification of the cluster
 * @param idle how long it keeps running unused
 * @param directory the directory where JVMs find it
 */
record EmbeddedReuse(ClusterSpec spec, Duration idle, ReuseDirectory directory) {

    private static final System.Logger LOG = System.getLogger(EmbeddedReuse.class.getName());

    static EmbeddedReuse of(ClusterSpec spec, Duration idle) {
        return new EmbeddedReuse(spec, idle, ReuseDirectory.of(spec.launch().cacheDirectory(), key(spec)));
    }

    private static ReuseKey key(ClusterSpec spec) {
        List<String> parts = new ArrayList<>(ControlPlaneBinary.identity(spec));
        parts.addAll(ControlPlaneCommand.options(spec));
        return ReuseKey.of(parts);
    }

    /** Looks without the lock first, because most JVMs find a running cluster and need not wait for each other. */
    EmbeddedCluster attachOrStart() {
        return attach().orElseGet(() -> directory
                .lock(spec.launch().startTimeout(ClusterKind.EMBEDDED))
                .holding(() -> attachPatiently().orElseGet(this::start)));
    }

    /** Retries while a control plane runs, because another could not start in its directory. */
    private Optional<EmbeddedCluster> attachPatiently() {
        Deadline deadline = Deadline.in(spec.launch().startTimeout(ClusterKind.EMBEDDED));
        Optional<EmbeddedCluster> cluster =
                deadline.poll(this::attach, found -> found.isPresent() || alive().isEmpty());
        if (cluster.isEmpty()) {
            alive().ifPresent(pid -> {
                throw new ClusterException("The shared control plane, process " + pid + ", runs and has not answered "
                        + deadline + ". End it with " + HostSystem.current().killCommand(pid)
                        + ", or set kubeuser.start-timeout to wait longer.");
            });
        }
        return cluster;
    }

    private Optional<Long> alive() {
        return directory.ofControlPlane().flatMap(SharedControlPlane::alive);
    }

    private EmbeddedCluster start() {
        Path program = ControlPlaneBinary.locate(spec);
        long begin = System.nanoTime();
        directory.removeForeign();
        ControlPlaneProcess process = ControlPlaneProcess.launch(
                new ControlPlaneCommand(program, directory.controlPlane(), spec).arguments());
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: starting an embedded control plane for several JVMs, without Docker");
        try {
            Deadline deadline = Deadline.in(spec.launch().startTimeout(ClusterKind.EMBEDDED));
            process.awaitReady(spec.launch().startTimeout(ClusterKind.EMBEDDED));
            EmbeddedCluster cluster = deadline.poll(this::attach, Optional::isPresent)
                    .orElseThrow(
                            () -> new ClusterException("The embedded control plane was ready, but this JVM could not"
                                    + " attach to it " + deadline + ": " + process.describeEnd()));
            LOG.log(System.Logger.Level.INFO, new Announcement(cluster).ready(begin));
            return cluster;
        } catch (RuntimeException failure) {
            process.terminate();
            throw failure;
        }
    }

    private Optional<EmbeddedCluster> attach() {
        long begin = System.nanoTime();
        return directory
                .ofControlPlane()
                .flatMap(files -> SharedControlPlane.attach(files).flatMap(shared -> open(shared, files, begin)));
    }

    /** Leaves a silent process running, so that its user can find out why. */
    private Optional<EmbeddedCluster> open(SharedControlPlane shared, OwnDirectory files, long begin) {
        try {
            Instant since = SharedControlPlane.since(files);
            EmbeddedCluster cluster = new EmbeddedCluster(
                    shared,
                    shared.state(),
                    EmbeddedCluster.admin(shared.state(), spec.launch()),
                    shared.lifeline().directory(),
                    spec.launch());
            new Readyz(cluster.adminRequests()).require(spec.launch().requestTimeout());
            LOG.log(
                    System.Logger.Level.INFO,
                    new Announcement(cluster)
                            .attached(begin, since, idle, HostSystem.current().endCommand(shared.pid())));
            return Optional.of(cluster);
        } catch (IOException silent) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: the shared control plane, process " + shared.pid() + ", does not answer",
                    silent);
            shared.stop();
            return Optional.empty();
        }
    }
}
