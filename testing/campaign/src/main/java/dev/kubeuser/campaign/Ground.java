package dev.kubeuser.campaign;

import dev.kubeuser.campaign.Fault.BrokenPromise;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The place of one attempt: its own directories, by which leftovers of its runs are found.
 *
 * @param directory the directory of this attempt only
 * @param temporary the temporary directory of the runs
 * @param cache the directory in which the control-plane program is unpacked; attempts share it unless they spoil it
 */
record Ground(Path directory, Path temporary, Path cache) {

    /** How soon after a run ends nothing of it may be left. */
    private static final Duration PROMISE = Duration.ofSeconds(3);

    /** What a control plane writes first into its directory. */
    private static final String CONTROL_PLANE_LOCK = "control-plane.lock";

    static Ground create(Path work, Path cache) throws IOException {
        Path directory = Files.createTempDirectory(work, "attempt-");
        return new Ground(directory, Files.createDirectories(directory.resolve("tmp")), cache);
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Returns a copy with its own cache, for an attempt that spoils it. */
    Ground withOwnCache() {
        return new Ground(directory, temporary, directory.resolve("cache"));
    }

    /** Returns a copy with a temporary directory of another name. */
    Ground withTemporary(String name) throws IOException {
        return new Ground(directory, Files.createDirectories(directory.resolve(name)), cache);
    }

    Launch launch() {
        return Launch.on(this);
    }

    /** Fails if something is left after 3 s, the promise for a cluster that no other run shares. */
    void requireNothingLeft() throws InterruptedException, IOException {
        requireNothingLeft(PROMISE);
    }

    /** Waits until no process of the runs is left and the temporary directory is empty. */
    void requireNothingLeft(Duration timeout) throws InterruptedException, IOException {
        Instant end = Instant.now().plus(timeout);
        List<String> left = left();
        while (!left.isEmpty() && Instant.now().isBefore(end)) {
            TimeUnit.MILLISECONDS.sleep(50);
            left = left();
        }
        if (!left.isEmpty()) {
            throw new BrokenPromise("left after " + timeout.toSeconds() + " s: " + String.join(", ", left));
        }
    }

    /** Whether a JVM ended between making a directory and starting the control plane that would remove it. */
    boolean isLeftToTheNextStart() throws IOException {
        if (processes().findAny().isPresent()) {
            return false;
        }
        try (Stream<Path> files = Files.list(temporary())) {
            return files.filter(Files::isDirectory)
                    .filter(file -> !isOfTheJvm(file))
                    .anyMatch(directory -> Files.notExists(directory.resolve(CONTROL_PLANE_LOCK)));
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(temporary())) {
            return Stream.concat(
                            processes().map(process -> "process " + process.pid()),
                            files.filter(file -> !isOfTheJvm(file)).map(file -> "file " + file.getFileName()))
                    .toList();
        }
    }

    /** Whether it is HotSpot's file for jps, which a killed JVM leaves for the next one to clean up. */
    private static boolean isOfTheJvm(Path file) {
        return String.valueOf(file.getFileName()).startsWith("hsperfdata_");
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
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(Objects.requireNonNull(visited));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
