// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.AuditLog;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command against a cluster as one of its users, and reports what its requests show about the policy. The
 * command gets its credential by {@code KUBECONFIG}, and the administrator's by {@code KUBEUSER_ADMIN_KUBECONFIG}.
 *
 * <p>Immutable. Signals are those of the whole JVM, so one thread runs one command at a time.
 */
final class CommandRun {

    private static final String ADMINISTRATOR = "the administrator";
    private static final int UNMET = 1;
    private static final int OF_SIGNAL = 128;
    private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private final List<String> command;
    private final TestCluster cluster;
    private final @Nullable SubjectSpec subject;
    private final Map<String, ServiceAccountSpec> others;

    /**
     * The run of a command.
     *
     * @param command the program and its arguments; empty to run the cluster until a signal comes
     * @param cluster the cluster, with its policy
     * @param subject the subject that the command runs as; {@code null} for the administrator
     * @param others the ServiceAccounts whose kubeconfigs it gets too, by the variable that names the file
     */
    CommandRun(
            List<String> command,
            TestCluster cluster,
            @Nullable SubjectSpec subject,
            Map<String, ServiceAccountSpec> others) {
        this.command = List.copyOf(command);
        this.cluster = cluster;
        this.subject = subject;
        this.others = others;
    }

    /**
     * Starts the cluster, applies what is named, runs the command, and ends the cluster. The command has the terminal;
     * signals are passed on to it.
     *
     * @param required what is required of the command's requests
     * @param progress takes lines before and after the command: what is done, and at the end what was refused and why
     * @return the exit code of the command; 1 if it is 0, and its requests do not meet what is required
     * @throws IllegalArgumentException if there is no such program, before anything starts
     * @throws ConfigurationException if a setting is malformed, or requests cannot be seen and something is required of
     *     them
     * @throws dev.kubeuser.manifest.ManifestException if something cannot be read, rendered or applied
     * @throws ClusterException if the cluster does not start, or if it ended before a command that ended with 0
     * @throws IOException if the command cannot be started, or the report cannot be written
     */
    int run(BuildSettings required, Consumer<String> progress) throws IOException {
        if (!command.isEmpty()) {
            new Program(command.get(0)).require("to run");
        }
        if (required.requiresAny() && subject == null && others.isEmpty()) {
            throw new IllegalArgumentException(
                    "what is required is required of a subject, and the command runs as the administrator: name one");
        }
        Manifests objects = cluster.read();
        Path directory = cluster.directory();
        try {
            Running running = new Running(directory, required, progress);
            int exitCode = running.run(objects);
            if (exitCode < 0) {
                return OF_SIGNAL - exitCode;
            }
            int result = running.isSeen ? report(exitCode, directory, required, progress) : exitCode;
            running.requireCluster(exitCode);
            return result;
        } finally {
            cluster.leave(directory);
        }
    }

    private int report(int exitCode, Path directory, BuildSettings required, Consumer<String> progress)
            throws IOException {
        Optional<BuildProof> recorded = BuildProof.ofRun(directory, required);
        if (recorded.isEmpty()) {
            progress.accept(
                    subject == null && others.isEmpty()
                            ? "requests of the administrator are not recorded: name a subject to see what it is refused"
                            : "no policy was applied, and nothing was refused");
            return exitCode == 0 && required.requiresAny() ? UNMET : exitCode;
        }
        BuildProof proof = recorded.get();
        if (exitCode != 0) {
            progress.accept("what it used is not known to the end, so the policy is not narrowed");
        }
        new RunSummary(proof.analysis()).lines().forEach(progress);
        proof.unmet().stream().limit(1).map(Printable::text).forEach(progress);
        cluster.printReport(progress);
        boolean isMet =
                proof.whyTooLittle().isEmpty() && !(required.thresholds().noDenials() && proof.hasDenials());
        return exitCode == 0 && required.requiresAny() && !isMet ? UNMET : exitCode;
    }

    /** One run, from its cluster's start to its end. */
    private final class Running {

        private final Path directory;
        private final BuildSettings required;
        private final Consumer<String> progress;
        private final Thread thread = Thread.currentThread();
        private final AtomicReference<@Nullable RunningCommand> child = new AtomicReference<>();
        private final AtomicReference<@Nullable String> early = new AtomicReference<>();
        private final CountDownLatch end = new CountDownLatch(1);
        private volatile boolean isStarted;
        private boolean isSeen;
        private Optional<String> failure = Optional.empty();

        Running(Path directory, BuildSettings required, Consumer<String> progress) {
            this.directory = directory;
            this.required = required;
            this.progress = progress;
        }

        /** Returns the exit code, or the number of the signal that came before the command, negative. */
        int run(@Nullable Manifests objects) throws IOException {
            HeardSignals heard = HeardSignals.by(this::hear);
            try {
                return runOnCluster(objects);
            } catch (RuntimeException failure) {
                String signal = early.get();
                if (signal == null) {
                    throw failure;
                }
                return -Objects.requireNonNull(SIGNALS.get(signal));
            } finally {
                heard.close();
            }
        }

        private void hear(String signal) {
            RunningCommand running = child.get();
            if (running != null) {
                running.signal(signal);
            } else if (isStarted) {
                end.countDown();
            } else {
                early.set(signal);
                thread.interrupt();
                passOn();
            }
        }

        /** Passes an early signal on, once, if the command has started. The thread that comes later finds both. */
        private void passOn() {
            RunningCommand running = child.get();
            String signal = running == null ? null : early.getAndSet(null);
            if (running != null && signal != null) {
                running.signal(signal);
            }
        }

        private int runOnCluster(@Nullable Manifests objects) throws IOException {
            KubeSession session = cluster.start(directory, DenialMode.REPORT, progress);
            AtomicInteger exitCode = new AtomicInteger();
            try (session) {
                requireSeen(session);
                cluster.apply(session, objects, progress);
                Map<String, String> variables = variables(session);
                if (command.isEmpty()) {
                    stay(variables);
                } else {
                    runIn(session, () -> {
                        exitCode.set(await(variables));
                        requirePassed(exitCode.get());
                    });
                }
                failure = session.cluster().failure();
                printAnonymous(session);
            } catch (RuntimeException failure) {
                Thread.interrupted();
                throw failure;
            }
            return exitCode.get();
        }

        /** Whatever is required is met by requests that no API server saw. */
        void requireCluster(int exitCode) {
            failure.ifPresent(what -> {
                String unproven = "the cluster did not run until the end, so its requests prove nothing: " + what;
                if (exitCode == 0) {
                    throw new ClusterException(unproven);
                }
                progress.accept(Printable.lines(unproven));
            });
        }

        /**
         * A request without a credential is refused to no subject, so neither the record nor what is required has it.
         */
        private void printAnonymous(KubeSession session) {
            AtomicInteger refused = new AtomicInteger();
            new AuditLog(session.cluster()::auditLog).read(event -> {
                if (event.isLast()
                        && event.code() == HttpURLConnection.HTTP_FORBIDDEN
                        && event.userInfo().equals(UserInfo.anonymous())) {
                    refused.incrementAndGet();
                }
            });
            if (refused.get() > 0) {
                progress.accept("refused without a credential, so as nobody's denial: "
                        + Counted.of(refused.get(), "request") + ". Does each client use its kubeconfig?");
            }
        }

        /** For the report, a command that fails is a test that fails. */
        private static void requirePassed(int exitCode) {
            if (exitCode != 0) {
                throw new AssertionError("it ended with " + exitCode);
            }
        }

        /** The report names the program as the test. */
        private void runIn(KubeSession session, KubeSession.TestBody<RuntimeException> body) {
            Program program = new Program(command.get(0));
            progress.accept(program + " runs as " + subjectName());
            try {
                session.test(program.toString(), body);
            } catch (AssertionError failure) {
                // The record has it, and the denials, and the summary is made of it.
            }
        }

        private void requireSeen(KubeSession session) {
            isSeen = session.cluster().auditLog().isPresent();
            if (!isSeen) {
                String unseen =
                        "the audit log of this cluster is out of reach, so requests of the command cannot be seen:"
                                + " neither denials nor what it uses";
                if (required.requiresAny()) {
                    throw new ConfigurationException(unseen + "; leave out what is required of them", null);
                }
                progress.accept(unseen);
            }
        }

        private Map<String, String> variables(KubeSession session) {
            Map<String, String> variables = new LinkedHashMap<>();
            Path admin = session.cluster().adminKubeconfig();
            variables.put("KUBECONFIG", (subject == null ? admin : kubeconfig(session, subject)).toString());
            variables.put("KUBEUSER_ADMIN_KUBECONFIG", admin.toString());
            others.forEach((name, account) ->
                    variables.put(name, kubeconfig(session, account).toString()));
            return variables;
        }

        private Path kubeconfig(KubeSession session, SubjectSpec who) {
            if (who instanceof ServiceAccountSpec account) {
                warnIfMissing(session.admin(), account);
                return session.serviceAccount(account)
                        .inNamespace(account.namespace())
                        .kubeconfig()
                        .file();
            }
            KubeAccess access =
                    who instanceof IdentitySpec identity ? session.identity(identity) : session.user((UserSpec) who);
            return access.inNamespace(cluster.namespace())
                    .kubeconfig()
                    .forKubectl()
                    .file();
        }

        /** Warns of a ServiceAccount that is missing, which may be a typo. */
        private void warnIfMissing(KubeAccess admin, ServiceAccountSpec account) {
            String path = "/api/v1/namespaces/" + account.namespace() + "/serviceaccounts/" + account.name();
            if (admin.get(path).code() == HttpURLConnection.HTTP_NOT_FOUND) {
                progress.accept("nothing that was applied has the " + account.subject() + ": it is created");
            }
        }

        private int await(Map<String, String> variables) {
            requireNoSignal();
            try {
                RunningCommand running = RunningCommand.start(command, variables);
                child.set(running);
                passOn();
                int exitCode = running.await();
                if (exitCode != 0) {
                    progress.accept(new Program(command.get(0)) + " ended with exit code " + exitCode);
                }
                return exitCode;
            } catch (IOException failure) {
                throw new ConfigurationException(
                        new Program(command.get(0)) + " could not be started: " + TextFile.reason(failure), failure);
            }
        }

        private void requireNoSignal() {
            if (early.get() != null) {
                throw new ConfigurationException("a signal came before the command", null);
            }
        }

        private void stay(Map<String, String> variables) {
            isStarted = true;
            requireNoSignal();
            variables.forEach((name, file) -> progress.accept("export " + name + "=" + file));
            progress.accept("KUBECONFIG is of " + subjectName() + "; Ctrl-C ends the cluster");
            try {
                end.await();
            } catch (InterruptedException signal) {
                Thread.interrupted();
            }
        }

        private String subjectName() {
            return subject == null ? ADMINISTRATOR : subject.subject();
        }
    }
}
