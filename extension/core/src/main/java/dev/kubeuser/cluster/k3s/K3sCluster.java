// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.model.ContainerNetwork;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.AdminAccess;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.K3sObjects;
import dev.kubeuser.cluster.internal.LogTail;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.ManagedCluster.ServerLog;
import dev.kubeuser.cluster.internal.ServedFiles;
import dev.kubeuser.cluster.internal.ServedFiles.ServerFolder;
import dev.kubeuser.cluster.k3s.K3sServer.K3sCommand;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;

/** A k3s server in a container as a cluster. */
final class K3sCluster extends ManagedCluster {

    private static final System.Logger LOG = System.getLogger(K3sCluster.class.getName());

    /** An idle engine removes a container in a second. */
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    /** While the JVM ends, there is less time: programs that end it by a signal kill it soon. */
    private static final Duration ABANDON_LIMIT = Duration.ofSeconds(8);

    /** k3s starts its signer after its API server: many seconds after, where the machine is busy. */
    private static final Duration SIGNER_START = Duration.ofSeconds(60);

    private final K3sContainer container;
    private final LogTail log;
    private final boolean keep;
    private final Duration requestTimeout;
    private final Deadline signerStarted = Deadline.in(SIGNER_START);
    private final K3sAuditLog auditLog;
    private final ServerLog serverLog;

    K3sCluster(
            K3sContainer container,
            LogTail log,
            Path directory,
            AdminAccess admin,
            LaunchOptions launch,
            ServedFiles served)
            throws ApiException {
        super(ClusterKind.K3S, admin.requests().version(), directory, admin, served);
        this.container = container;
        this.log = log;
        this.keep = launch.keep();
        this.requestTimeout = launch.requestTimeout();
        this.auditLog = new K3sAuditLog(container, requestTimeout, directory.resolve("audit.log"));
        this.serverLog = new Log(container, requestTimeout);
    }

    String containerId() {
        return container.getContainerId();
    }

    @Override
    public Optional<Path> auditLog() {
        String failed = "The audit log could not be copied out of the k3s container: ";
        try {
            return Optional.of(auditLog.fetch());
        } catch (Timed.Unanswered silent) {
            throw new ClusterException(failed + silent.getMessage(), silent);
        } catch (IOException failure) {
            throw new UncheckedIOException(failed + failure.getMessage(), failure);
        }
    }

    @Override
    public Optional<ServerLog> serverLog() {
        return Optional.of(serverLog);
    }

    /** Each look at the log starts a program in the container. */
    @Override
    public Duration auditPause() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration csrTimeout() {
        Duration usual = super.csrTimeout();
        Duration left = signerStarted.left();
        return left.compareTo(usual) > 0 ? left : usual;
    }

    @Override
    public boolean isIssuer() {
        return true;
    }

    /** Testcontainers removes its containers in its own shutdown hook. */
    @Override
    public boolean mayEndWithTheJvm() {
        return true;
    }

    @Override
    public boolean isOwnResource(String group, String plural) {
        return K3sObjects.hasResource(group, plural);
    }

    /** The gateway of the container, if this process runs on the engine's machine and so can listen there. */
    @Override
    public Optional<InetAddress> addressOfThisProcess() {
        return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .map(ContainerNetwork::getGateway)
                .filter(gateway -> gateway != null && !gateway.isEmpty())
                .flatMap(gateway -> ofThisMachine(gateway).stream())
                .findFirst();
    }

    @Override
    public Optional<String> failure() {
        try {
            return ContainerEngine.answer(requestTimeout, container::isRunning)
                    ? guard().silence()
                            .map(silence -> "k3s at " + server() + " no longer answers: " + silence.reason()
                                    + ". Its container " + containerId()
                                    + " is still there; it may have been paused, or the machine is overloaded."
                                    + log.describe())
                    : Optional.of("The k3s container at " + server() + " is no longer running." + log.describe());
        } catch (RuntimeException engineGone) {
            return guard().silence()
                    .map(silence -> "Neither the container engine nor k3s at " + server() + " answers any longer: "
                            + silence.reason() + "." + log.describe());
        }
    }

    @Override
    public void close() {
        if (keep) {
            LOG.log(System.Logger.Level.INFO, keptLine("docker rm -f " + containerId()));
            return;
        }
        end(END_LIMIT);
    }

    @Override
    public void abandon() {
        if (!keep) {
            end(ABANDON_LIMIT);
        }
    }

    /** Ends it whatever its options are, because its start was given up. */
    void discard() {
        end(END_LIMIT);
    }

    /** Removes the files first: the administrator's credential must not wait for an engine that does not answer. */
    private void end(Duration limit) {
        disconnect();
        stopServing();
        try {
            ClusterDirectory.remove(directory());
        } finally {
            endContainer(limit);
        }
    }

    private void endContainer(Duration limit) {
        String id = containerId(); // Testcontainers forgets it when a removal is given up
        try {
            boolean unused = ContainerEngine.answer(limit, () -> {
                K3sServer.remove(container);
                return true;
            });
        } catch (Timed.Unanswered silent) {
            ContainerEngine.endWithout();
            throw K3sServer.notRemoved(id, silent.getMessage());
        }
    }

    /** The log of the container, which the engine copies from what k3s prints. */
    private record Log(K3sContainer container, Duration limit) implements ServerLog {

        @Override
        public long end() {
            return whole().length();
        }

        @Override
        public String after(long place) {
            return whole().substring(Math.toIntExact(place));
        }

        @Override
        public Duration delay() {
            return Duration.ofSeconds(3);
        }

        private String whole() {
            try {
                return ContainerEngine.answer(limit, container::getLogs);
            } catch (Timed.Unanswered silent) {
                throw new ClusterException(
                        "The log of the k3s container cannot be read: " + silent.getMessage(), silent);
            }
        }
    }

    /**
     * The files that the API server of k3s is given, in its container. They end with that.
     *
     * @param container it has started, or is to start
     * @param limit how long the engine may take to write a file
     */
    record Folder(K3sContainer container, Duration limit) implements ServerFolder {

        /** Where the folder is in the container. */
        static final String PATH = "/var/lib/rancher/k3s/server/kubeuser/";

        private static final int FOR_OWNER = 0600;

        @Override
        public String path(String file) {
            return PATH + file;
        }

        /** In a running container the engine writes a file bit by bit, so that goes beside the one that k3s watches. */
        @Override
        public void write(String file, String content) throws IOException {
            Transferable written = Transferable.of(content, FOR_OWNER);
            if (container.getContainerId() == null) {
                container.withCopyToContainer(written, path(file));
                return;
            }
            try {
                boolean unused = ContainerEngine.answer(limit, () -> replace(path(file), written));
            } catch (Timed.Unanswered silent) {
                throw new IOException(silent.getMessage(), silent);
            }
        }

        private boolean replace(String path, Transferable written) throws IOException {
            String next = path + ".new";
            container.copyFileToContainer(written, next);
            ContainerEngine.shell(container, "mv \"$1\" \"$2\"", next, path);
            return true;
        }

        @Override
        public void close() {
            // The container takes them along.
        }
    }

    /**
     * A copy of the audit log in a container, because the engine may run on another machine. The log of a long run is
     * large, so each call fetches only what is new. Only the thread that asks the engine waits for it; no other thread
     * waits for a lock meanwhile. Thread-safe.
     */
    private static final class K3sAuditLog {

        private static final int CHUNK_BYTES = 16 << 20;
        private static final String NEXT = "tail -c +$1 " + K3sCommand.AUDIT_LOG + " | head -c " + CHUNK_BYTES;

        private final K3sContainer container;
        private final Duration limit;
        private final Path copy;

        K3sAuditLog(K3sContainer container, Duration limit, Path copy) {
            this.container = container;
            this.limit = limit;
            this.copy = copy;
        }

        /**
         * Fetches new lines, as far as they are whole, and returns the copy.
         *
         * @throws Timed.Unanswered if the engine does not answer
         */
        Path fetch() throws IOException {
            int bytes;
            do {
                bytes = ContainerEngine.answer(limit, this::append);
            } while (bytes > CHUNK_BYTES / 2);
            return copy;
        }

        /** Appends the next chunk to the copy, and returns its size. */
        private synchronized int append() throws IOException {
            if (Files.notExists(copy)) {
                PrivateFiles.write(copy, "");
            }
            String begin = String.valueOf(Files.size(copy) + 1);
            byte[] lines = wholeLines(ContainerEngine.shell(container, NEXT, begin));
            Files.write(copy, lines, StandardOpenOption.APPEND);
            return lines.length;
        }

        private static byte[] wholeLines(String text) {
            return text.substring(0, text.lastIndexOf('\n') + 1).getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
