package dev.kubeuser.cli;

import dev.kubeuser.tool.BuildRecord;
import dev.kubeuser.tool.TerminalText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The directories in which the tests of a build left their reports. */
final class EvidenceOperands {

    private static final List<Path> USUAL = List.of(Path.of("target/kubeuser"), Path.of("build/kubeuser"));

    @Parameters(
            paramLabel = "DIRECTORY",
            arity = "0..*",
            description = "The directories of reports, one for each module; by default target/kubeuser and"
                    + " build/kubeuser, as far as they are there.")
    List<String> directories = new ArrayList<>();

    @Option(
            names = "--build",
            paramLabel = "NAME",
            description = "Only what JVMs with this kubeuser.build left; by default what those of any build left last.")
    @Nullable
    String build;

    @Option(
            names = "--complete",
            description = "All that the directories hold has all tests together, although some JVMs ran a part of them"
                    + " only. Without it, a part does not meet any threshold.")
    boolean isComplete;

    /** Reads what the JVMs left, all of it. */
    BuildRecord read() throws IOException {
        List<Path> asked = directories.isEmpty()
                ? USUAL.stream().filter(Files::isDirectory).toList()
                : named().toList();
        BuildRecord found = build == null ? BuildRecord.in(asked) : BuildRecord.of(build, asked);
        if (found.isEmpty()) {
            throw new IllegalArgumentException("No test " + (build == null ? "" : "of this build ")
                    + "recorded anything in "
                    + (directories.isEmpty() ? USUAL : asked)
                            .stream()
                                    .map(Path::toString)
                                    .map(TerminalText::line)
                                    .collect(Collectors.joining(" or "))
                    + ". Run the tests first, and name the directories of their reports, as kubeuser.report does.");
        }
        return found.usable();
    }

    /** Returns what is held against thresholds. */
    BuildRecord required(BuildRecord found) {
        return found.merged(isComplete, "--complete");
    }

    private Stream<Path> named() {
        return directories.stream().map(DirectoryName::parse);
    }

    /** Where a report of all goes, if nothing else is said: where the first one is. */
    Path first() {
        return Stream.concat(named(), USUAL.stream().filter(Files::isDirectory))
                .findFirst()
                .orElse(USUAL.get(0));
    }
}
