package dev.kubeuser.cluster.embedded;

import dev.kubeuser.authorizer.internal.AuthorizerWebhooks;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.Workloads;
import dev.kubeuser.cluster.internal.AdminKubeconfig;
import dev.kubeuser.cluster.internal.AdminToken;
import dev.kubeuser.cluster.internal.Announcement;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.ClusterKeys;
import dev.kubeuser.cluster.internal.HostAddress;
import dev.kubeuser.cluster.internal.KubeconfigCluster;
import dev.kubeuser.cluster.internal.ServedAuthentication;
import dev.kubeuser.cluster.internal.ServedFiles;
import dev.kubeuser.cluster.internal.ServerLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The control-plane program as a cluster. */
final class EmbeddedCluster extends KubeconfigCluster {

    private static final System.Logger LOG = System.getLogger(EmbeddedCluster.class.getName());

    private final ControlPlaneProcess process;
    private final Path auditLog;
    private final ServerLog log;
    private final boolean keep;
    private final ServedFiles served;

    private EmbeddedCluster(
            ControlPlaneProcess process,
            ControlPlaneStatus status,
            AdminKubeconfig admin,
            Path directory,
            LaunchOptions launch,
            ServedFiles served) {
        super(ClusterKind.EMBEDDED, status.version(), directory, admin);
        this.process = process;
        this.auditLog = status.auditLog();
        this.log = new ProgramLog(status.log());
        this.keep = launch.keep();
        this.served = served;
    }

    /** It runs on this machine and calls what listens on loopback. */
    @Override
    public Optional<InetAddress> addressOfThisProcess() {
        return HostAddress.ofThisMachine(HostAddress.LOOPBACK);
    }

    static AdminKubeconfig admin(ControlPlaneStatus status, LaunchOptions launch) throws IOException {
        Optional<Path> tokens = status.adminTokens();
        return tokens.isPresent()
                ? AdminKubeconfig.local(
                        status.kubeconfig(),
                        AdminToken.read(URI.create(status.server()), status.serverAuthority(), tokens.get()),
                        launch)
                : AdminKubeconfig.local(status.kubeconfig(), launch);
    }

    static EmbeddedCluster start(ClusterSpec spec) {
        if (spec.workloads() == Workloads.SIMULATED) {
            LOG.log(System.Logger.Level.INFO, "kubeuser: workloads are simulated: nothing runs in pods that are ready");
        }
        Path program = ControlPlaneBinary.locate(spec);
        return ClusterDirectory.createFor(spec.launch().keep(), directory -> launch(spec, program, directory));
    }

    private static EmbeddedCluster launch(ClusterSpec spec, Path program, Path directory) {
        return ServedFiles.areIn(spec)
                ? ClusterDirectory.createFor(spec.launch().keep(), own -> {
                    ServerDirectory folder = new ServerDirectory(own, program, spec);
                    ServedFiles served = ServedFiles.serve(spec, loopback(), folder);
                    return served.start(
                            () -> launch(ServedFiles.added(spec, folder::path), program, directory, served),
                            () -> spec.launch().startTimeout(ClusterKind.EMBEDDED));
                })
                : launch(spec, program, directory, ServedFiles.NONE);
    }

    private static InetAddress loopback() {
        return HostAddress.ofThisMachine(HostAddress.LOOPBACK)
                .orElseThrow(() -> new ClusterException("This machine has no address " + HostAddress.LOOPBACK));
    }

    private static EmbeddedCluster launch(ClusterSpec spec, Path program, Path directory, ServedFiles served) {
        long begin = System.nanoTime();
        ControlPlaneProcess process =
                ControlPlaneProcess.launch(new ControlPlaneCommand(program, directory, spec).arguments());
        FirstConnection first = FirstConnection.begin(process, spec.launch());
        LOG.log(System.Logger.Level.INFO, "kubeuser: starting an embedded control plane, without Docker");
        try {
            ControlPlaneStatus ready = process.awaitReady(spec.launch().startTimeout(ClusterKind.EMBEDDED));
            EmbeddedCluster cluster =
                    new EmbeddedCluster(process, ready, first.admin(), directory, spec.launch(), served);
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
    public Optional<Path> auditLog() {
        return Optional.of(auditLog);
    }

    @Override
    public Optional<ServerLog> serverLog() {
        return Optional.of(log);
    }

    @Override
    public boolean isIssuer() {
        return true;
    }

    @Override
    public Optional<ClusterKeys> keys() {
        return Optional.of(ClusterKeys.read(directory().resolve("pki")));
    }

    @Override
    public Optional<ServedAuthentication> authentication() {
        return served.authentication();
    }

    @Override
    public Optional<AuthorizerWebhooks> authorizers() {
        return served.authorizers();
    }

    /** Looks at the process only if the API server is silent: whether a process has ended takes a moment to know. */
    @Override
    public Optional<String> failure() {
        Optional<String> silence = guard().silence();
        return silence.isEmpty() || process.isRunning()
                ? silence.map(this::describeSilence)
                : Optional.of("The embedded control plane at " + server() + " is no longer running: "
                        + process.describeEnd());
    }

    private String describeSilence(String reason) {
        return "The embedded control plane at " + server() + " no longer answers: " + reason + ". Its process "
                + process.pid()
                + " is still there; it may have been stopped by a signal, or the machine is overloaded.";
    }

    @Override
    public void close() {
        if (keep) {
            LOG.log(
                    System.Logger.Level.INFO,
                    new Announcement(this).kept(HostSystem.current().endCommand(process.pid())));
            return;
        }
        disconnect();
        process.stop();
        served.close();
        ClusterDirectory.remove(directory());
    }
}
