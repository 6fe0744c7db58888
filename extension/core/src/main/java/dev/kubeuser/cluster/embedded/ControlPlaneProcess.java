// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Programs;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.LogTail;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The control-plane program as a child process. The program ends itself when its standard input closes. So it ends with
 * this JVM, even if the JVM is killed.
 */
final class ControlPlaneProcess {

    private static final System.Logger LOG = System.getLogger(ControlPlaneProcess.class.getName());

    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final Duration EXIT_NEWS = Duration.ofMillis(200);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);
    private static final int SIGNALS = 128;
    private static final int KILLED = SIGNALS + 9;

    private final String program;
    private final Process process;
    private final LogTail log = new LogTail();
    private final Thread logReader;
    private final Thread statusReader;
    /** The first status that the program prints; {@code null} if it prints none. */
    private final CompletableFuture<@Nullable Status> listening = new CompletableFuture<>();
    /** The status that it prints once it does more than listen. */
    private final CompletableFuture<@Nullable Status> outcome = new CompletableFuture<>();

    private volatile @Nullable Status lastStatus;

    private ControlPlaneProcess(String program, Process process) {
        this.program = program;
        this.process = process;
        this.logReader = log.follow(process.getErrorStream());
        this.statusReader = Daemon.start("kubeuser-control-plane-status", this::followStatus);
    }

    static ControlPlaneProcess launch(List<String> command) {
        try {
            return new ControlPlaneProcess(command.get(0), Programs.start(new ProcessBuilder(command)));
        } catch (IOException failure) {
            throw new ClusterException(
                    "The control plane could not be started from " + command.get(0) + ": " + failure.getMessage() + ". "
                            + advice(String.valueOf(failure.getMessage())),
                    failure);
        }
    }

    /** Chooses advice by the error number in the message; Windows uses other numbers than Unix. */
    private static String advice(String message) {
        if (message.contains("CreateProcess error=")) {
            return "If a virus scanner or a policy of this machine forbids it, set kubeuser.cache-directory to a"
                    + " directory whose programs may run.";
        }
        if (message.contains("error=24")) {
            return "This JVM may open no more files: raise the limit, as by ulimit -n 1024.";
        }
        if (message.contains("error=12") || message.contains("error=11")) {
            return "The machine has no memory or no processes left for it.";
        }
        return "If its directory is mounted noexec, set kubeuser.cache-directory to another one.";
    }

    private void followStatus() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Status status = Status.parse(line);
                if (status != null && !status.isListening()) {
                    lastStatus = status;
                    outcome.complete(status);
                }
                if (status != null) { // last: a thread that waits for it reads lastStatus and outcome
                    listening.complete(status);
                }
            }
        } catch (IOException processGone) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: the control plane says no more", processGone);
        } finally {
            listening.complete(null);
            outcome.complete(null);
        }
    }

    /** Waits until clients may connect, while the rest starts. The caller ends the process if that fails. */
    Status awaitListening(Deadline deadline) {
        return require(listening, deadline);
    }

    /** Waits for the ready line. The caller ends the process if that fails. */
    Status awaitReady(Deadline deadline) {
        return require(outcome, deadline);
    }

    private Status require(CompletableFuture<@Nullable Status> said, Deadline deadline) {
        Status status = await(said, deadline);
        if (status != null && (status.isListening() || status.isReady())) {
            return status;
        }
        throw new ClusterException("The embedded control plane did not start: " + describeEnd());
    }

    /** Waits for the end of a program that only checks something: what it does not accept. */
    Optional<String> awaitRefusal(Deadline deadline) {
        Status status = await(outcome, deadline);
        if (status != null && status.isError()) {
            return Optional.of(status.describeError());
        }
        if (status == null && awaitExit(STOP_GRACE) && process.exitValue() == 0) {
            return Optional.empty();
        }
        throw new ClusterException("The embedded control plane could not check a file: " + describeEnd());
    }

    /** {@code null} if the program ends without one. */
    private @Nullable Status await(CompletableFuture<@Nullable Status> said, Deadline deadline) {
        try {
            return Timed.<@Nullable Status, RuntimeException>get("it", deadline.left(), said);
        } catch (Timed.Unanswered none) {
            throw new ClusterException("The embedded control plane "
                    + (none.isLate()
                            ? "was not ready " + deadline + "; set kubeuser.start-timeout to wait longer."
                            : "was interrupted while starting.")
                    + log.describe());
        }
    }

    /**
     * Waits, because the connections of a killed process break before the system reports its end, on a busy machine
     * seconds before.
     *
     * @param isConnected whether no connection broke
     */
    boolean isRunning(boolean isConnected) {
        return !awaitExit(isConnected ? EXIT_NEWS : STOP_GRACE);
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a process that is about to end. */
    String describeEnd() {
        String exit = awaitExit(STOP_GRACE) ? "it ended with " + exitStatus() : "it is still running";
        Timed.join(logReader, DRAIN_LIMIT);
        Timed.join(statusReader, DRAIN_LIMIT);
        Status last = lastStatus;
        String words = last != null && last.isError() ? last.describeError() + " (" + exit + ")" : exit;
        return words + "." + advice(last) + log.describeBeyond(words);
    }

    private String advice(@Nullable Status last) {
        if (last == null && !process.isAlive() && process.exitValue() <= SIGNALS) {
            return " The program " + program + " said nothing of what a control plane says: if"
                    + " kubeuser.control-plane.binary names it, name kubeuser's, or leave the setting out.";
        }
        return last != null && last.isErrorOfOptions()
                ? " Correct apiserverArguments of @KubeCluster, or ClusterSpec.withApiserverArguments."
                : "";
    }

    private String exitStatus() {
        int code = process.exitValue();
        if (code == KILLED) {
            return "exit code 137 (signal 9): something killed it, as the kernel does where memory is short; it needs"
                    + " 300 MB";
        }
        return code > SIGNALS ? "exit code " + code + " (signal " + (code - SIGNALS) + ")" : "exit code " + code;
    }

    /** Closes the standard input, so that the program cleans up and ends. Kills it if it does not. */
    void stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyClosed) {
            process.destroy();
        }
        if (!awaitExit(STOP_GRACE)) {
            process.destroyForcibly();
            awaitExit(STOP_GRACE);
        }
    }

    /**
     * Ends a process that may ignore the end of its standard input. Windows can kill it only, so there that comes last.
     */
    void terminate() {
        if (process.supportsNormalTermination()) {
            process.destroy();
        }
        stop();
    }

    private boolean awaitExit(Duration timeout) {
        boolean interrupted = Thread.interrupted();
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupt) {
            interrupted = true;
            return !process.isAlive();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * One line of the program's standard output. It says that the program is ready and where everything is, or that a
     * part failed.
     */
    record Status(JsonObject fields) {

        /** Parses a line; {@code null} if it is not a status. */
        static @Nullable Status parse(String line) {
            try {
                return new Status(JsonParser.parseString(line).getAsJsonObject());
            } catch (JsonParseException | IllegalStateException notOurs) {
                return null;
            }
        }

        /** Whether clients may connect already. The first answer takes until the program serves. */
        boolean isListening() {
            return is("listening");
        }

        boolean isReady() {
            return is("ready");
        }

        boolean isError() {
            return is("error");
        }

        String server() {
            return required("server");
        }

        String version() {
            return required("version");
        }

        Path kubeconfig() {
            return Path.of(required("kubeconfig"));
        }

        /** A file with the administrator's token, if any: the server knows that sooner than a certificate. */
        Optional<Path> adminTokens() {
            return text("adminTokens").map(Path::of);
        }

        /** The authority of the server's certificate. */
        Path serverAuthority() {
            return Path.of(required("serverCertificateAuthority"));
        }

        Path auditLog() {
            return Path.of(required("auditLog"));
        }

        Path log() {
            return Path.of(required("log"));
        }

        /** Whether an argument of kube-apiserver is to blame, the only options that are not checked before. */
        boolean isErrorOfOptions() {
            return isError()
                    && text("part").equals(Optional.of("options"))
                    && required("message").contains("kube-apiserver");
        }

        String describeError() {
            return required("part") + ": " + required("message");
        }

        private boolean is(String status) {
            return text("status").equals(Optional.of(status));
        }

        private Optional<String> text(String field) {
            return fields.get(field) instanceof JsonPrimitive value
                    ? Optional.of(value.getAsString())
                    : Optional.empty();
        }

        private String required(String field) {
            return text(field)
                    .orElseThrow(() -> new ClusterException("The status of the control plane has no \"" + field
                            + "\": the program and this library do not match; use kubeuser-control-plane of the same"
                            + " version"));
        }
    }
}
