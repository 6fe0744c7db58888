package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.TextFile;
import java.io.IOException;
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
 * A program of the user that renders manifests. It gets its arguments and nothing else: none of this process's
 * environment variables, which may hold secrets or name a cluster, and a home directory of its own.
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
    private static final int LONGEST_WORDS = 4000;
    private static final String ADVICE_FOR_A_FLAG = "Use --debug flag";

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
        try {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            PrivateFiles.createDirectories(temporary);
            Path home = PrivateFiles.createDirectory(temporary, "kubeuser-render-");
            try {
                return render(what, home);
            } finally {
                PrivateFiles.deleteRecursively(home);
            }
        } catch (IOException failure) {
            throw new ManifestException(
                    "What " + name + " rendered of " + what + " could not be read: " + failure.getMessage(), failure);
        }
    }

    private String render(String what, Path home) throws MissingProgram, IOException {
        Path output = PrivateFiles.createFile(home, "output");
        Path words = PrivateFiles.createFile(home, "words");
        Process process = start(home, output, words);
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ManifestException(name + " did not render " + what + " within " + timeout.toSeconds()
                        + " s and was ended" + said(words));
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ManifestException(name + " was interrupted while it rendered " + what, interrupt);
        } finally {
            end(process);
        }
        if (process.exitValue() != 0) {
            throw new ManifestException(
                    name + " could not render " + what + " (exit code " + process.exitValue() + ")" + said(words));
        }
        return TextFile.read(output);
    }

    private Process start(Path home, Path output, Path words) throws MissingProgram, IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(words.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(variable -> !VARIABLES.contains(variable.toUpperCase(Locale.ROOT)));
        HOMES.forEach(variable -> variables.put(variable, home.toString()));
        variables.put("KUBECONFIG", HostSystem.current().nullDevice());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException failure) {
            throw new MissingProgram(failure);
        }
    }

    private static void end(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** The program's own words, as the end of a sentence. */
    private static String said(Path words) throws IOException {
        String text = new String(Files.readAllBytes(words), StandardCharsets.UTF_8);
        String said = text.lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty() && !line.startsWith(ADVICE_FOR_A_FLAG))
                .map(line -> Printable.text(line.replaceFirst("^(?i:error): ", "")))
                .collect(Collectors.joining("\n  "));
        return said.isEmpty() ? "; it said nothing" : ": " + said.substring(0, Math.min(said.length(), LONGEST_WORDS));
    }

    /** Without the arguments. */
    @Override
    public String toString() {
        return name;
    }
}
