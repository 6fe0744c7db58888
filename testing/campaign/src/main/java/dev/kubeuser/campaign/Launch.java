// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a JVM that runs tests is started. */
final class Launch {

    private final Ground ground;
    private final List<String> front = new ArrayList<>();
    private final Map<String, String> variables = new TreeMap<>();
    private final List<String> options = new ArrayList<>();
    private Class<?> program = Visit.class;

    Launch(Ground ground) {
        this.ground = ground;
        variable("TMPDIR", ground.temporary().toString());
        option("-Djava.io.tmpdir=" + ground.temporary());
        option("-Dkubeuser.cluster=embedded");
        option("-Dkubeuser.cache-directory=" + ground.cache());
        option("-Dkubeuser.report=" + ground.directory().resolve("report"));
    }

    /** Puts a command in front that runs the JVM, such as {@code prlimit}. */
    Launch behind(String... command) {
        front.addAll(List.of(command));
        return this;
    }

    Launch variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Adds options of the JVM. Later options override earlier ones. */
    Launch option(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Runs another main class. */
    Launch program(Class<?> other) {
        program = other;
        return this;
    }

    /** Starts a run that waits in the middle of its test until it is released. */
    Run startHeld() throws IOException, InterruptedException {
        Path hold = Files.createTempFile(ground.directory(), "hold", "");
        Run run = option("-D" + Visit.HOLD + "=" + hold).start(hold);
        run.awaitLine(Visit.READY);
        return run;
    }

    Run start() throws IOException {
        return start(ground.directory().resolve("no-hold"));
    }

    private Run start(Path hold) throws IOException {
        List<String> command = new ArrayList<>(front);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(program.getName());
        Path output = Files.createTempFile(ground.directory(), "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ground.directory().toFile()) // JUnit writes into it
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        return new Run(builder.start(), output, hold);
    }
}
