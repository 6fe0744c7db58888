package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program of the user that renders manifests, or reads them from a repository. It gets its arguments and its input, and
 * nothing else: none of this process's environment variables, which may hold secrets or name a cluster, and a home
 * directory of its own. What it prints is read as it comes, up to a limit, at which it is ended.
 *
 * @param name what messages call it
 * @param command the command line; its arguments may be secrets
 * @param timeout how long it may take
 */
record RenderingTool(String name, List<String> command, Duration timeout) {

    /** Far longer than charts of hundreds of templates take. */
    static final Duration TIMEOUT = Duration.ofMinutes(1);

    private static final Set<String> VARIABLES =
            Set.of("PATH", "PATHEXT", "SYSTEMROOT", "COMSPEC", "TMPDIR", "TMP", "TEMP");
    private static final List<String> HOMES =
            List.of("HOME", "USERPROFILE", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME");

    /**
     * Keeps a program from the network if it would fetch something: nothing can listen on port 0, and git knows no
     * protocol of that name. Go's HTTP client takes no proxy to loopback, so this does not replace a check before.
     */
    private static final Map<String, String> OFFLINE = Map.of(
            "HTTP_PROXY", "http://127.0.0.1:0",
            "HTTPS_PROXY", "http://127.0.0.1:0",
            "ALL_PROXY", "http://127.0.0.1:0",
            "GIT_ALLOW_PROTOCOL", "none",
            "GIT_NO_LAZY_FETCH", "1",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_TERMINAL_PROMPT", "0");

    private static final byte[] NO_INPUT = {};

    /** What a program does for us, in the words of messages. */
    enum Task {
        RENDER("render", "rendered"),
        READ("read", "read");

        private final String verb;
        private final String past;

        Task(String verb, String past) {
            this.verb = verb;
            this.past = past;
        }
    }

    /** Reads what a program prints. */
    interface Output<T> {
        T read(InputStream output) throws IOException;
    }

    /** Thrown if there is no such program. */
    static final class MissingProgram extends Exception {

        private static final long serialVersionUID = 1L;

        MissingProgram(IOException cause) {
            super(cause);
        }
    }

    /**
     * What the program prints.
     *
     * @param what what it renders, for messages
     * @throws MissingProgram if it cannot be run at all
     * @throws ManifestException if it fails or takes too long
     */
    String render(String what) throws MissingProgram {
        return run(Task.RENDER, what, NO_INPUT, TextFile::read);
    }

    /**
     * What the program prints.
     *
     * @param task what it does
     * @param what what it does that with, for messages
     * @param input what it is told
     * @param output reads what it prints
     * @throws MissingProgram if it cannot be run at all
     * @throws ManifestException if it fails or takes too long
     */
    <T> T run(Task task, String what, byte[] input, Output<T> output) throws MissingProgram {
        try {
            Path home = PrivateFiles.createTemporary("kubeuser-render-");
            try {
                return run(task, what, input, output, home);
            } finally {
                PrivateFiles.deleteRecursively(home);
            }
        } catch (IOException failure) {
            throw new ManifestException(
                    "What " + name + " " + task.past + " of " + what + " could not be read: " + failure.getMessage(),
                    failure);
        }
    }

    private <T> T run(Task task, String what, byte[] input, Output<T> output, Path home)
            throws MissingProgram, IOException {
        Deadline deadline = Deadline.in(timeout);
        Process process = start(home);
        ToolWords words = new ToolWords();
        Future<?> told = inBackground(() -> tell(process, input));
        try {
            Future<?> said = inBackground(() -> {
                words.listen(process.getErrorStream());
                return true;
            });
            T text = inBackground(() -> read(process.getInputStream(), output))
                    .get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
            said.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
            if (process.exitValue() != 0) {
                throw new ManifestException(name + " could not " + task.verb + " " + what + " (exit code "
                        + process.exitValue() + ")" + words);
            }
            return text;
        } catch (TimeoutException late) {
            throw new ManifestException(
                    name + " did not " + task.verb + " " + what + " within " + timeout.toSeconds() + " s and was ended"
                            + words,
                    late);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ManifestException(name + " was interrupted while it " + task.past + " " + what, interrupt);
        } catch (ExecutionException failure) {
            throw new IOException(reason(failure.getCause()), failure);
        } finally {
            told.cancel(true);
            end(process);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause instanceof IOException ? String.valueOf(cause.getMessage()) : String.valueOf(cause);
    }

    private static <T> T read(InputStream output, Output<T> reader) throws IOException {
        try (output) {
            return reader.read(output);
        }
    }

    /** A program that ends early, and says why, need not have listened. */
    private static boolean tell(Process process, byte[] input) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
            return true;
        }
    }

    private static <T> Future<T> inBackground(Callable<T> reader) {
        FutureTask<T> task = new FutureTask<>(reader);
        Thread thread = new Thread(task, "kubeuser-rendering");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private Process start(Path home) throws MissingProgram {
        HostSystem host = HostSystem.current();
        ProcessBuilder builder =
                new ProcessBuilder(command.stream().map(host::argument).toList());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(variable -> !VARIABLES.contains(variable.toUpperCase(Locale.ROOT)));
        HOMES.forEach(variable -> variables.put(variable, home.toString()));
        variables.put("KUBECONFIG", host.nullDevice());
        variables.putAll(OFFLINE);
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new MissingProgram(failure);
        }
    }

    private static void end(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Without the arguments. */
    @Override
    public String toString() {
        return name;
    }
}
