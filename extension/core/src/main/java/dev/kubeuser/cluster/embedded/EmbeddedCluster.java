// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.AdminAccess;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.ClusterKeys;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.ManagedCluster.ServerLog;
import dev.kubeuser.cluster.internal.RequestGuard.Silence;
import dev.kubeuser.cluster.internal.ServedFiles;
import dev.kubeuser.cluster.internal.ServedFiles.ServerFolder;
import dev.kubeuser.cluster.internal.SlowWait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The control-plane program as a cluster. */
final class EmbeddedCluster extends ManagedCluster {

    private static final System.Logger LOG = System.getLogger(EmbeddedCluster.class.getName());

    /** Where only programs of this machine connect. */
    private static final String LOOPBACK = "127.0.0.1";

    private final ControlPlaneProcess process;
    private final Path auditLog;
    private final ServerLog log;
    private final boolean keep;

    private EmbeddedCluster(
            ControlPlaneProcess process,
            ControlPlaneProcess.Status status,
            AdminAccess admin,
            Path directory,
            LaunchOptions launch,
            ServedFiles served) {
        super(ClusterKind.EMBEDDED, status.version(), directory, admin, served);
        this.process = process;
        this.auditLog = status.auditLog();
        this.log = new Log(status.log());
        this.keep = launch.keep();
    }

    /** The cluster runs on this machine and reaches servers on loopback. */
    @Override
    public Optional<InetAddress> addressOfThisProcess() {
        return ofThisMachine(LOOPBACK);
    }

    /**
     * A program that ends during its start removes its files. Waiting for it then throws the reason, which is clearer
     * than missing files.
     */
    private static AdminAccess admin(ControlPlaneProcess process, Deadline deadline, LaunchOptions launch)
            throws IOException {
        ControlPlaneProcess.Status listening = process.awaitListening(deadline);
        try {
            return admin(listening, launch);
        } catch (IOException unreadable) {
            ControlPlaneProcess.Status unused = process.awaitReady(deadline);
            throw unreadable;
        }
    }

    static AdminAccess admin(ControlPlaneProcess.Status status, LaunchOptions launch) throws IOException {
        Optional<Path> tokens = status.adminTokens();
        return tokens.isPresent()
                ? AdminAccess.local(
                        status.kubeconfig(),
                        URI.create(status.server()),
                        status.serverAuthority(),
                        tokens.get(),
                        launch)
                : AdminAccess.local(status.kubeconfig(), launch);
    }

    static EmbeddedCluster start(ClusterSpec spec) {
        if (spec.simulatedWorkloads()) {
            LOG.log(System.Logger.Level.INFO, "kubeuser: workloads are simulated: nothing runs in pods that are ready");
        }
        Path program = ControlPlaneBinary.locate(spec);
        return ClusterDirectory.createFor(spec.launch().keep(), directory -> launch(spec, program, directory));
    }

    private static EmbeddedCluster launch(ClusterSpec spec, Path program, Path directory) {
        return ServedFiles.areIn(spec)
                ? ClusterDirectory.createFor(spec.launch().keep(), own -> {
                    Folder folder = new Folder(own, program, spec);
                    ServedFiles served = ServedFiles.serve(spec, loopback(), folder);
                    return served.start(
                            () -> launch(ServedFiles.added(spec, folder::path), program, directory, served),
                            () -> spec.launch().startTimeout(ClusterKind.EMBEDDED));
                })
                : launch(spec, program, directory, ServedFiles.NONE);
    }

    private static InetAddress loopback() {
        return ofThisMachine(LOOPBACK)
                .orElseThrow(() -> new ClusterException("This machine has no address " + LOOPBACK));
    }

    private static EmbeddedCluster launch(ClusterSpec spec, Path program, Path directory, ServedFiles served) {
        long begin = System.nanoTime();
        Duration timeout = spec.launch().startTimeout(ClusterKind.EMBEDDED);
        Deadline deadline = Deadline.in(timeout);
        ControlPlaneProcess process =
                ControlPlaneProcess.launch(new ControlPlaneCommand(program, directory, spec).arguments());
        LOG.log(System.Logger.Level.INFO, "kubeuser: starting an embedded control plane, without Docker");
        SlowWait wait = SlowWait.begin("the embedded control plane to be ready", timeout);
        try {
            AdminAccess admin = admin(process, deadline, spec.launch());
            Daemon.start("kubeuser-first-connection", () -> open(admin, timeout));
            ControlPlaneProcess.Status ready = process.awaitReady(deadline);
            EmbeddedCluster cluster = new EmbeddedCluster(process, ready, admin, directory, spec.launch(), served);
            LOG.log(System.Logger.Level.INFO, cluster.readyLine(begin));
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
        } finally {
            wait.close();
        }
    }

    /** Agrees on TLS with a control plane that is still starting, which a test would otherwise wait for. */
    private static void open(AdminAccess admin, Duration patience) {
        try {
            admin.open(patience);
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: the first connection was not opened early", failure);
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

    /** Looks at the process only if the API server is silent: whether a process has ended takes a moment to know. */
    @Override
    public Optional<String> failure() {
        Optional<Silence> silence = guard().silence();
        return silence.isEmpty() || process.isRunning(silence.get().isConnected())
                ? silence.map(this::describeSilence)
                : Optional.of("The embedded control plane at " + server() + " is no longer running: "
                        + process.describeEnd());
    }

    private String describeSilence(Silence silence) {
        return "The embedded control plane at " + server() + " no longer answers: " + silence.reason()
                + ". Its process "
                + process.pid()
                + " is still there; it may have been stopped by a signal, or the machine is overloaded.";
    }

    @Override
    public void close() {
        if (keep) {
            LOG.log(System.Logger.Level.INFO, keptLine(HostSystem.current().endCommand(process.pid())));
            return;
        }
        disconnect();
        process.stop();
        stopServing();
        ClusterDirectory.remove(directory());
    }

    /**
     * The file in which the control-plane program logs: it writes a line before it answers.
     *
     * @param file the file
     */
    private record Log(Path file) implements ServerLog {

        @Override
        public long end() {
            try {
                return Files.size(file);
            } catch (IOException failure) {
                throw unreadable(failure);
            }
        }

        @Override
        public String after(long place) {
            try (SeekableByteChannel log = Files.newByteChannel(file).position(place)) {
                return new String(Channels.newInputStream(log).readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                throw unreadable(failure);
            }
        }

        @Override
        public Duration delay() {
            return Duration.ZERO;
        }

        private ClusterException unreadable(IOException failure) {
            return new ClusterException(
                    "The log of the control plane in " + file + " cannot be read: " + failure.getMessage(), failure);
        }
    }

    /**
     * The files that the API server is given. They are in a separate directory, because the program wants an empty one.
     *
     * @param directory only this user may enter it
     * @param program the control-plane program
     * @param spec what the API server is otherwise like
     */
    private record Folder(Path directory, Path program, ClusterSpec spec) implements ServerFolder {

        @Override
        public String path(String file) {
            return directory.resolve(file).toString();
        }

        @Override
        public void write(String file, String content) throws IOException {
            PrivateFiles.replace(directory.resolve(file), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public Optional<String> refusal(String argument, String content) throws IOException {
            String file = argument + "-as-written.json";
            write(file, content);
            ControlPlaneProcess check = ControlPlaneProcess.launch(
                    new ControlPlaneCommand(program, directory, ServedFiles.with(spec, argument, path(file))).check());
            try {
                return check.awaitRefusal(Deadline.in(spec.launch().startTimeout(ClusterKind.EMBEDDED)));
            } finally {
                check.terminate();
            }
        }

        @Override
        public void close() {
            ClusterDirectory.remove(directory);
        }
    }

    /** A {@link ClusterSpec} as a command line of the control-plane program. */
    private record ControlPlaneCommand(Path program, Path directory, ClusterSpec spec) {

        List<String> arguments() {
            return arguments("--data-dir=" + directory);
        }

        /** Starts nothing: checks by which file the API server authenticates. */
        List<String> check() {
            return arguments("--check-authentication");
        }

        private List<String> arguments(String first) {
            List<String> command = new ArrayList<>(List.of(program.toString(), first));
            command.add("--v=" + spec.launch().logVerbosity());
            AnonymousAuth anonymous = spec.anonymousAuth();
            if (anonymous != null) {
                command.add("--anonymous-auth=" + (anonymous == AnonymousAuth.ENABLED));
            }
            spec.extraSans().forEach(san -> command.add("--tls-san=" + san));
            spec.apiserverArguments().forEach(argument -> command.add("--apiserver-arg=" + argument));
            Duration signing = spec.signingDuration();
            if (signing != null) {
                command.add("--cluster-signing-duration=" + signing.toSeconds() + "s");
            }
            addWorkloads(command, spec);
            if (spec.keepGarbage()) {
                command.add("--keep-garbage");
            }
            if (spec.launch().keep()) {
                command.add("--keep-running");
            }
            return command.stream().map(HostSystem.current()::argument).toList();
        }

        private static void addWorkloads(List<String> command, ClusterSpec spec) {
            if (spec.simulatedWorkloads()) {
                command.add("--workloads=simulated");
            }
            Duration readyAfter = spec.readyAfter();
            if (readyAfter != null) {
                command.add("--workloads-ready-after=" + readyAfter.toMillis() + "ms");
            }
        }
    }
}
