// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code kubeuser run} in a JVM of its own, as people run it: the command has its standard streams, and the signals are
 * the JVM's.
 *
 * @param process the JVM
 * @param directory where its output goes, in the files {@code out} and {@code err}, and its temporary files in
 *     {@code tmp}
 */
record RunProcess(Process process, Path directory) {

    static RunProcess start(Path directory, String options, Object... operands) throws IOException {
        return start(directory, Path.of(""), Map.of(), options, operands);
    }

    /** In another working directory, with more variables. */
    static RunProcess start(
            Path directory, Path working, Map<String, String> variables, String options, Object... operands)
            throws IOException {
        List<String> command = new ArrayList<>(Run.jvm(
                KubeUserCommand.class, "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp"))));
        command.addAll(List.of(Run.words("run " + options, operands)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(working.toAbsolutePath().toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().putAll(variables);
        return new RunProcess(builder.start(), directory);
    }

    /** Waits until it ends. */
    Run end() throws IOException, InterruptedException {
        boolean isEnded = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        Run run = new Run(
                process.waitFor(),
                Files.readString(directory.resolve("out")),
                Files.readString(directory.resolve("err")));
        assertThat(isEnded).as(run.toString()).isTrue();
        return run;
    }

    /** Skips the test without these programs, unless KUBEUSER_REQUIRE names them. */
    static void require(String... programs) {
        List<String> required =
                List.of(System.getenv().getOrDefault("KUBEUSER_REQUIRE", "").split(",", -1));
        for (String program : programs) {
            assumeTrue(
                    required.contains(program)
                            || Arrays.stream(System.getenv("PATH").split(":"))
                                    .anyMatch(path -> Files.isExecutable(Path.of(path, program))),
                    "skipped, for " + program + " is not on the PATH");
        }
    }
}
