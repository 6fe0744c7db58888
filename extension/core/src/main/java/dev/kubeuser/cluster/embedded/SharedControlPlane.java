package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.NotOwnException;
import dev.kubeuser.base.internal.OwnDirectory;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.LogTail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A control plane that this JVM shares with others. It ends when no JVM holds a lifeline to it, no matter which JVM
 * started it.
 */
record SharedControlPlane(ControlPlaneStatus state, Lifeline lifeline) implements ControlPlane {

    private static final Duration EXIT_NEWS = Duration.ofMillis(200);

    private static final String STATE = "ready.json";

    /** Many times what the control plane writes. */
    private static final int LONGEST_STATE = 1 << 16;

    /**
     * Attaches to the one that has this directory, if it still runs.
     *
     * @throws ClusterException if what it says of itself leads out of the directory
     */
    static Optional<SharedControlPlane> attach(OwnDirectory files) {
        return read(files).flatMap(state -> {
            state.requireWithin(files.path());
            return state.lifelineOf(files.path())
                    .flatMap(socket -> Lifeline.connect(socket, files.path()))
                    .map(lifeline -> new SharedControlPlane(state, lifeline));
        });
    }

    /** When the one that has this directory was ready. */
    static Instant since(OwnDirectory files) throws IOException {
        return Files.getLastModifiedTime(files.file(STATE)).toInstant();
    }

    /** The process of the one that has this directory, if it runs; it need not answer. */
    static Optional<Long> alive(OwnDirectory files) {
        String argument = "--data-dir=" + files.path();
        return read(files)
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

    private static Optional<ControlPlaneStatus> read(OwnDirectory files) {
        try {
            return Optional.ofNullable(ControlPlaneStatus.parse(files.read(STATE, LONGEST_STATE)))
                    .filter(ControlPlaneStatus::isReady);
        } catch (NotOwnException planted) {
            throw new ClusterException(
                    "The shared cluster in " + files.path() + " cannot be used: " + planted + ".", planted);
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
