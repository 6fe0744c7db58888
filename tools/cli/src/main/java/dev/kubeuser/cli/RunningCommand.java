// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.HostSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A command that runs on our terminal, with our input and output. Signals may come on any thread. */
final class RunningCommand {

    private static final Path STATUS = Path.of("/proc/self/stat");

    /** After the name of the process in {@code /proc/self/stat}. */
    private static final int GROUP = 2;

    private static final int GROUP_IN_FOREGROUND = 5;

    private final Process process;

    private RunningCommand(Process process) {
        this.process = process;
    }

    static RunningCommand start(List<String> command, Map<String, String> variables) throws IOException {
        HostSystem system = HostSystem.current();
        List<String> words = new ArrayList<>(command);
        words.replaceAll(system::argument);
        words.set(0, system.find(command.get(0)));
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().putAll(variables);
        return new RunningCommand(builder.start());
    }

    /** Returns its exit code, as a shell reports it: 128 and the number of the signal that ended it. */
    int await() {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException signal) {
                // It was for the start; from now on signals are passed on.
            }
        }
    }

    /**
     * Passes a signal on, as TERM where the program {@code kill} is missing, as in small images. A terminal sends
     * Ctrl-C to the command itself, which is in the foreground with us, and many programs take a second one for
     * impatience.
     */
    void signal(String name) {
        boolean isTerminalsOwn = name.equals("INT") && !HostSystem.current().isWindows() && isInForeground();
        if (!isTerminalsOwn && !isSentByProgram(name)) {
            process.destroy();
        }
    }

    private boolean isSentByProgram(String name) {
        return !name.equals("TERM")
                && !HostSystem.current().isWindows()
                && wordsOf("kill", "-s", name, String.valueOf(process.pid())).isPresent();
    }

    private static boolean isInForeground() {
        try {
            String status = Files.readString(STATUS);
            String[] fields =
                    status.substring(status.lastIndexOf(')') + 1).strip().split(" ", -1);
            return fields[GROUP].equals(fields[GROUP_IN_FOREGROUND]);
        } catch (IOException notLinux) {
            String pid = String.valueOf(ProcessHandle.current().pid());
            return wordsOf("ps", "-o", "pgid=,tpgid=", "-p", pid)
                    .filter(groups -> groups.length == 2 && groups[0].equals(groups[1]))
                    .isPresent();
        }
    }

    /** Returns what it prints; empty if it is missing or fails. */
    private static Optional<String[]> wordsOf(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            boolean isDone = process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0;
            return isDone ? Optional.of(output.strip().split("\\s+", -1)) : Optional.empty();
        } catch (IOException missing) {
            return Optional.empty();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
