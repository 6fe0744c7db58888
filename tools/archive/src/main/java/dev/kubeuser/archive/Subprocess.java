package dev.kubeuser.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that runs for this build. */
final class Subprocess {

    private Subprocess() {}

    /**
     * Runs a command to its end, and fails with its output if it could not do its work.
     *
     * @param worst the highest exit code of a command that did
     */
    static void run(Path log, int worst, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        int exit = process.waitFor();
        if (exit > worst) {
            List<String> lines =
                    Files.readString(log, StandardCharsets.UTF_8).lines().toList();
            throw new Failure(String.join(" ", command) + " ended with " + exit + ":\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
        }
    }
}
