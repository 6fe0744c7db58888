package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.cluster.internal.LogTail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A control plane that this JVM shares with others. It ends when no JVM holds a lifeline to it, no matter which JVM
 * started it.
 */
record SharedControlPlane(ControlPlaneStatus state, Lifeline lifeline) implements ControlPlane {

    private static final Duration EXIT_NEWS = Duration.ofMillis(200);

    /** Attaches to the one that the file describes, if it still runs. */
    static Optional<SharedControlPlane> attach(Path stateFile) {
        return read(stateFile)
                .flatMap(state ->
                        Lifeline.connect(state.lifeline()).map(lifeline -> new SharedControlPlane(state, lifeline)));
    }

    /** The process that the file names, if it runs; it need not answer. */
    static Optional<Long> alive(Path stateFile) {
        String argument = "--data-dir=" + stateFile.getParent();
        return read(stateFile)
                .flatMap(state -> ProcessHandle.of(state.pid()))
                .filter(process -> isControlPlane(process.info(), argument))
                .map(ProcessHandle::pid);
    }

    /** Windows tells no arguments of another process, so there the name of its program has to do. */
    private static boolean isControlPlane(ProcessHandle.Info process, String argument) {
        return process.arguments()
                .map(arguments -> Arrays.asList(arguments).contains(argument))
                .orElseGet(() -> process.command()
                        .filter(command -> command.endsWith(HostSystem.current().executable("control-plane")))
                        .isPresent());
    }

    private static Optional<ControlPlaneStatus> read(Path stateFile) {
        try {
            return Optional.ofNullable(ControlPlaneStatus.parse(Files.readString(stateFile)))
                    .filter(ControlPlaneStatus::isReady);
        } catch (IOException noneRuns) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isRunning() {
        return !lifeline.isCut(EXIT_NEWS);
    }

    @Override
    public long pid() {
        return state.pid();
    }

    /** Reads the log, which only a killed process leaves. */
    @Override
    public String describeEnd() {
        LogTail tail = new LogTail();
        try (Stream<String> lines = Files.lines(state.log(), StandardCharsets.UTF_8)) {
            lines.forEach(tail::add);
        } catch (IOException gone) {
            tail.add("(" + state.log() + " is gone)");
        }
        return "the process " + pid() + ", which JVMs shared by kubeuser.reuse, has ended." + tail.describe();
    }

    @Override
    public void stop() {
        lifeline.close();
    }
}
