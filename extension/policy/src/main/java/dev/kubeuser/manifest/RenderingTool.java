// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.TemporaryDirectory;
import dev.kubeuser.base.internal.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A program of the user that renders manifests, or reads them from a repository. It gets its arguments and its input,
 * and nothing else: none of this process's environment variables, which may hold secrets or name a cluster, and its own
 * home directory. Its output and its messages go into files there, up to a limit, at which it is ended.
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
    private static final long PAUSE_MILLIS = 20;

    /** Far more than a program prints about thousands of templates. Messages show its beginning and its end. */
    private static final long MAX_WORDS = 128L * 1024 * 1024;

    private static final int FIRST_WORDS = 3000;
    private static final int LAST_WORDS = 1000;
    private static final String ADVICE_FOR_A_FLAG = "Use --debug flag";

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
        return run(Task.RENDER, what, NO_INPUT, TextFile.LARGEST, TextFile::read);
    }

    /**
     * What the program prints.
     *
     * @param task what it does
     * @param what what it does that with, for messages
     * @param input its standard input
     * @param largest how many bytes it may print: when it has printed more, it is ended, and they are read
     * @param output reads what it prints
     * @throws MissingProgram if it cannot be run at all
     * @throws ManifestException if it fails or takes too long
     */
    <T> T run(Task task, String what, byte[] input, long largest, Output<T> output) throws MissingProgram {
        try (TemporaryDirectory home = TemporaryDirectory.create("kubeuser-render-")) {
            return run(task, what, input, largest, output, home);
        } catch (IOException failure) {
            throw new ManifestException(
                    "What " + name + " " + task.past + " of " + what + " could not be read: " + failure.getMessage(),
                    failure);
        }
    }

    private <T> T run(Task task, String what, byte[] input, long largest, Output<T> output, TemporaryDirectory home)
            throws MissingProgram, IOException {
        Path told = Files.write(PrivateFiles.createFile(home.path(), "told"), input);
        Path printed = PrivateFiles.createFile(home.path(), "printed");
        Path said = PrivateFiles.createFile(home.path(), "said");
        Process process = start(home, told, printed, said);
        try {
            Deadline deadline = Deadline.in(timeout);
            boolean isEndless = false;
            while (!process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS) && !isEndless) {
                if (deadline.hasPassed()) {
                    throw new ManifestException(
                            name + " did not " + task.verb + " " + what + " within " + timeout.toSeconds()
                                    + " s and was ended" + words(said),
                            deadline.exceeded());
                }
                if (Files.size(said) > MAX_WORDS) {
                    throw new ManifestException(name + " said so much while it " + task.past + " " + what
                            + " that it was ended" + words(said));
                }
                isEndless = Files.size(printed) > largest;
            }
            if (!isEndless && process.exitValue() != 0) {
                throw new ManifestException(name + " could not " + task.verb + " " + what + " (exit code "
                        + process.exitValue() + ")" + words(said));
            }
            try (InputStream in = Files.newInputStream(printed)) {
                return output.read(in);
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ManifestException(name + " was interrupted while it " + task.past + " " + what, interrupt);
        }
    }

    /** Its messages, as the end of a sentence, with control sequences of terminals escaped. */
    private static String words(Path said) throws IOException {
        long leftOut = Math.max(0, Files.size(said) - FIRST_WORDS - LAST_WORDS);
        String all;
        try (InputStream in = Files.newInputStream(said)) {
            all = new String(in.readNBytes(FIRST_WORDS), StandardCharsets.UTF_8);
            in.skipNBytes(leftOut);
            all += (leftOut == 0 ? "" : "\n[" + leftOut + " bytes are left out]\n")
                    + new String(in.readNBytes(LAST_WORDS), StandardCharsets.UTF_8);
        }
        String words = all.lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty() && !line.startsWith(ADVICE_FOR_A_FLAG))
                .map(line -> Printable.text(line.replaceFirst("^(?i:error): ", "")))
                .collect(Collectors.joining("\n  "));
        return words.isEmpty() ? "; it said nothing" : ": " + words;
    }

    private Process start(TemporaryDirectory home, Path told, Path printed, Path said) throws MissingProgram {
        HostSystem host = HostSystem.current();
        ProcessBuilder builder = new ProcessBuilder(
                        command.stream().map(host::argument).toList())
                .redirectInput(told.toFile())
                .redirectOutput(printed.toFile())
                .redirectError(said.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(variable -> !VARIABLES.contains(variable.toUpperCase(Locale.ROOT)));
        HOMES.forEach(variable -> variables.put(variable, home.path().toString()));
        variables.put("KUBECONFIG", host.nullDevice());
        variables.putAll(OFFLINE);
        try {
            return home.start(builder);
        } catch (IOException failure) {
            throw new MissingProgram(failure);
        }
    }

    /** Without the arguments. */
    @Override
    public String toString() {
        return name;
    }
}
