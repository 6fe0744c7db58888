package dev.kubeuser.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a JVM that runs tests is started.
 *
 * @param ground the ground of the attempt
 * @param front a command that runs the JVM, such as {@code prlimit}, or none
 * @param variables environment variables, in addition to ours
 * @param options options of the JVM
 * @param program the main class
 */
record Launch(
        Ground ground, List<String> front, Map<String, String> variables, List<String> options, Class<?> program) {

    static Launch on(Ground ground) {
        return new Launch(ground, List.of(), Map.of(), List.of(), VisitRun.class)
                .option("-Dkubeuser.cluster=embedded")
                .option("-Dkubeuser.cache-directory=" + ground.cache())
                .option("-Dkubeuser.report=" + ground.file("report"));
    }

    Launch behind(String... command) {
        return new Launch(ground, List.of(command), variables, options, program);
    }

    Launch variable(String name, String value) {
        Map<String, String> more = new TreeMap<>(variables);
        more.put(name, value);
        return new Launch(ground, front, more, options, program);
    }

    /** Adds an option. Later options override earlier ones. */
    Launch option(String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return new Launch(ground, front, variables, more, program);
    }

    Launch program(Class<?> other) {
        return new Launch(ground, front, variables, options, other);
    }

    /** Starts a run that waits in the middle of its test until it is released. */
    Run startHeld() throws IOException, InterruptedException {
        Path hold = Files.createTempFile(ground.directory(), "hold", "");
        Run run = option("-D" + Visit.HOLD + "=" + hold).start(hold);
        run.awaitLine(Visit.READY);
        return run;
    }

    Run start() throws IOException {
        return start(ground.file("no-hold"));
    }

    private Run start(Path hold) throws IOException {
        List<String> command = new ArrayList<>(front);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("-Djava.io.tmpdir=" + ground.temporary());
        command.addAll(options);
        command.add(program.getName());
        Path output = Files.createTempFile(ground.directory(), "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ground.directory().toFile()) // JUnit writes into it
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("TMPDIR", ground.temporary().toString());
        builder.environment().putAll(variables);
        return new Run(builder.start(), output, hold);
    }
}
