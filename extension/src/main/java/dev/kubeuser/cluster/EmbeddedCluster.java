package dev.kubeuser.cluster;

import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The control-plane program as a cluster. */
final class EmbeddedCluster implements RunningCluster {

    private static final System.Logger LOG = System.getLogger(EmbeddedCluster.class.getName());

    private final ControlPlane process;
    private final ControlPlaneStatus status;
    private final Path directory;
    private final boolean keep;
    private final List<X509Certificate> authorities;
    private final AdminKubeconfig admin;

    EmbeddedCluster(ControlPlane process, ControlPlaneStatus status, Path directory, boolean keep) throws IOException {
        this.process = process;
        this.status = status;
        this.directory = directory;
        this.keep = keep;
        this.admin = AdminKubeconfig.read(status.kubeconfig());
        this.authorities = admin.authorities();
    }

    static EmbeddedCluster start(ClusterSpec spec) {
        Duration idle = spec.launch().reuseIdle();
        return idle == null ? startAlone(spec) : EmbeddedReuse.of(spec, idle).attachOrStart();
    }

    private static EmbeddedCluster startAlone(ClusterSpec spec) {
        Path program = ControlPlaneBinary.locate(spec.launch());
        Path directory = ClusterDirectory.create();
        long begin = System.nanoTime();
        LOG.log(System.Logger.Level.INFO, "kubeuser: starting an embedded control plane, without Docker");
        try {
            return launch(spec, program, directory, begin);
        } catch (RuntimeException failure) {
            ClusterDirectory.remove(directory);
            throw failure;
        }
    }

    private static EmbeddedCluster launch(ClusterSpec spec, Path program, Path directory, long begin) {
        ControlPlaneProcess process =
                ControlPlaneProcess.launch(new ControlPlaneCommand(program, directory, spec).arguments());
        try {
            ControlPlaneStatus ready = process.awaitReady(spec.launch().startTimeout());
            EmbeddedCluster cluster =
                    new EmbeddedCluster(process, ready, directory, spec.launch().keep());
            LOG.log(System.Logger.Level.INFO, new Announcement(cluster).ready(begin));
            return cluster;
        } catch (IOException failure) {
            process.terminate();
            throw new ClusterException(
                    "The embedded control plane's files in " + directory + " could not be read: "
                            + failure.getMessage(),
                    failure);
        } catch (RuntimeException failure) {
            process.terminate();
            throw failure;
        }
    }

    @Override
    public ClusterKind kind() {
        return ClusterKind.EMBEDDED;
    }

    @Override
    public String version() {
        return status.version();
    }

    @Override
    public URI server() {
        return URI.create(status.server());
    }

    @Override
    public List<X509Certificate> serverCertificateAuthorities() {
        return authorities;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Path adminKubeconfig() {
        return status.kubeconfig();
    }

    @Override
    public Path auditLog() {
        return status.auditLog();
    }

    @Override
    public ApiClient adminClient() {
        return admin.client();
    }

    @Override
    public Optional<String> failure() {
        return process.isRunning()
                ? Optional.empty()
                : Optional.of("The embedded control plane at " + server() + " is not running any more: "
                        + process.describeEnd());
    }

    @Override
    public void close() {
        if (keep) {
            LOG.log(System.Logger.Level.INFO, new Announcement(this).kept("kill " + process.pid()));
            return;
        }
        admin.close();
        process.stop();
        ClusterDirectory.remove(directory);
    }

    @Override
    public String toString() {
        return "embedded cluster " + version() + " at " + server();
    }
}
