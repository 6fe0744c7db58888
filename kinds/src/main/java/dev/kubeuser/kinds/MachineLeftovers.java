package dev.kubeuser.kinds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * Finds what tests left on this machine. They write only to one temporary directory, so its name is in the command line
 * of each control plane and each JVM that they start.
 *
 * @param temporary the temporary directory, used only by the tests
 * @param begin when the tests began
 */
record MachineLeftovers(Path temporary, Instant begin) {

    /** The temporary directory of programs that tests start. This JVM's own belongs to the tests. */
    private static final String SYSTEM_TEMPORARY = Objects.requireNonNullElse(
            System.getenv("TMPDIR"), Objects.requireNonNullElse(System.getenv("TMP"), "/tmp"));

    MachineLeftovers {
        temporary = temporary.toAbsolutePath();
        begin = begin.truncatedTo(ChronoUnit.SECONDS); // the engine reports no finer times of a container
    }

    /** Returns files and directories of any name, with what the directories hold: that tells who left them. */
    List<String> files() {
        try (Stream<Path> left = Files.list(temporary)) {
            return left.flatMap(MachineLeftovers::tree)
                    .map(file -> "file " + file)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Stream<Path> tree(Path file) {
        try (Stream<Path> all = Files.walk(file)) {
            return all.toList().stream();
        } catch (IOException | UncheckedIOException endingMeanwhile) {
            return Stream.of(file);
        }
    }

    /**
     * Returns directories of sockets on which no process listens any more. They hold sockets whose path would be too
     * long in the tests' own directory.
     */
    List<String> sockets() {
        try (Stream<Path> directories = Files.list(Path.of(SYSTEM_TEMPORARY))) {
            return directories
                    .filter(directory -> String.valueOf(directory.getFileName()).startsWith("kubeuser-"))
                    .filter(this::isNew)
                    .filter(MachineLeftovers::isDead)
                    .map(directory -> "directory " + directory)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean isNew(Path directory) {
        try {
            return !Files.getLastModifiedTime(directory).toInstant().isBefore(begin);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    /** Whether no process listens. Another build on this machine may have live sockets. */
    private static boolean isDead(Path directory) {
        try (Stream<Path> sockets = Files.list(directory)) {
            return sockets.noneMatch(MachineLeftovers::answers);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    private static boolean answers(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException nobodyListens) {
            return false;
        }
    }

    /** Returns processes, except for this one and its ancestors. */
    List<String> processes() {
        List<ProcessHandle> own = lineage();
        return ProcessHandle.allProcesses()
                .filter(process -> !own.contains(process))
                .map(process -> "process " + process.pid() + " " + commandLine(process))
                .filter(process -> process.contains(temporary.toString()))
                .toList();
    }

    private static List<ProcessHandle> lineage() {
        return Stream.iterate(
                        ProcessHandle.current(),
                        Objects::nonNull,
                        process -> process.parent().orElse(null))
                .toList();
    }

    /** Returns the whole command line if the system has it, because Java truncates long ones. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .replace('\0', ' ');
        } catch (IOException noProc) {
            return process.info().commandLine().orElse("");
        }
    }

    /** Returns containers of an image that Testcontainers created since then, running or not. */
    List<String> containers(String image) {
        return DockerClientFactory.lazyClient()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(DockerClientFactory.TESTCONTAINERS_LABEL, "true"))
                .exec()
                .stream()
                .filter(container -> container.getImage().equals(image))
                .filter(container ->
                        !Instant.ofEpochSecond(container.getCreated()).isBefore(begin))
                .map(container -> "container " + container.getId() + " " + container.getStatus())
                .toList();
    }
}
