// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import dev.kubeuser.campaign.Fault.BrokenPromise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The place of one attempt: its own directories, by which leftovers of its runs are found. */
final class Ground {

    /** How soon after a run ends nothing of it may be left. */
    private static final Duration PROMISE = Duration.ofSeconds(3);

    /** What a control plane writes first into its directory. */
    private static final String CONTROL_PLANE_LOCK = "control-plane.lock";

    private final Path directory;
    private Path temporary;
    private Path cache;

    private Ground(Path directory, Path temporary, Path cache) {
        this.directory = directory;
        this.temporary = temporary;
        this.cache = cache;
    }

    static Ground create(Path work) throws IOException {
        Path directory = Files.createTempDirectory(work, "attempt-");
        return new Ground(directory, Files.createDirectory(directory.resolve("tmp")), work.resolve("cache"));
    }

    /** Returns the directory of this attempt only. */
    Path directory() {
        return directory;
    }

    /** Returns the temporary directory of the runs. */
    Path temporary() {
        return temporary;
    }

    /** Returns the directory in which the control-plane program is unpacked. */
    Path cache() {
        return cache;
    }

    /** Gives it its own cache, for an attempt that spoils it; the others share one. */
    Ground withOwnCache() {
        cache = directory.resolve("cache");
        return this;
    }

    /** Gives it a temporary directory of another name. */
    Ground withTemporary(String name) throws IOException {
        temporary = Files.createDirectory(directory.resolve(name));
        return this;
    }

    Launch launch() {
        return new Launch(this);
    }

    /** Waits until no process of the runs is left and the temporary directory is empty. */
    void requireNothingLeft() throws InterruptedException, IOException {
        Instant end = Instant.now().plus(PROMISE);
        List<String> left = left();
        while (!left.isEmpty() && Instant.now().isBefore(end)) {
            TimeUnit.MILLISECONDS.sleep(50);
            left = left();
        }
        if (!left.isEmpty()) {
            throw new BrokenPromise("left after " + PROMISE.toSeconds() + " s: " + String.join(", ", left));
        }
    }

    private List<String> left() throws IOException {
        return Stream.concat(
                        processes().map(process -> "process " + process.pid()),
                        files().stream().map(file -> "file " + file.getFileName()))
                .toList();
    }

    /** Except for HotSpot's file for jps, which a killed JVM leaves for the next one to clean up. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> !String.valueOf(file.getFileName()).startsWith("hsperfdata_"))
                    .toList();
        }
    }

    /** Whether a JVM ended between making a directory and starting the control plane that would remove it. */
    boolean isLeftToTheNextStart() throws IOException {
        return processes().findAny().isEmpty()
                && files().stream()
                        .filter(Files::isDirectory)
                        .anyMatch(left -> Files.notExists(left.resolve(CONTROL_PLANE_LOCK)));
    }

    /** Returns all processes with this attempt's directory in their command line. */
    Stream<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> commandLine(process).contains(directory.toString()));
    }

    /** Returns the control planes among them. */
    Stream<ProcessHandle> controlPlanes() {
        return processes().filter(process -> commandLine(process).contains("--data-dir="));
    }

    static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .replace('\0', ' ');
        } catch (IOException ended) {
            return "";
        }
    }

    /** Cleans up what an attempt left, so that it does not disturb the next one. */
    void clear() throws IOException {
        List<ProcessHandle> running = processes().toList();
        running.forEach(ProcessHandle::destroyForcibly);
        running.forEach(process -> process.onExit().join());
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
