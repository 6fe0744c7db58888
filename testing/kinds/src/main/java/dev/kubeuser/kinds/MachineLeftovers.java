// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import java.io.IOException;
import java.io.UncheckedIOException;
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
 * Finds what tests left on this machine. They write only to two temporary directories, which no other build has. The
 * name of the first is in the command line of each control plane and each JVM that they start.
 *
 * @param temporary the temporary directory of JVMs
 * @param ofPrograms that of programs, whose path is short
 * @param begin when the tests began
 */
record MachineLeftovers(Path temporary, Path ofPrograms, Instant begin) {

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

    /** Returns directories of sockets. They hold those whose path would be too long in the tests' own directory. */
    List<String> sockets() {
        try (Stream<Path> directories = Files.list(ofPrograms)) {
            return directories
                    .filter(directory -> String.valueOf(directory.getFileName()).startsWith("kubeuser-"))
                    .map(directory -> "directory " + directory)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
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
