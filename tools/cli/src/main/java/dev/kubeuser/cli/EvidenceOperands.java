// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.report.internal.BuildEvidence;
import dev.kubeuser.report.internal.BuildName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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

    /** Which builds a goal of Maven reads. */
    enum OfMaven {
        /** The one that runs. */
        THIS,
        /** An earlier one too, if this one ran no test. */
        LAST
    }

    @Option(
            names = "--maven",
            hidden = true,
            description = "For the Maven plugin: what this process of Maven recorded, unless there is --build. That"
                    + " there is nothing, or a part only, is no mistake.")
    @Nullable
    OfMaven maven;

    /** Reads what the JVMs left, all of it. */
    BuildEvidence read(PrintWriter out) throws IOException {
        List<Path> asked = directories.isEmpty()
                ? USUAL.stream().filter(Files::isDirectory).toList()
                : named().toList();
        BuildEvidence found = BuildEvidence.in(asked, wanted());
        if (maven != null) {
            return found.files().isEmpty() ? earlier(asked, found, out) : found;
        }
        if (found.files().isEmpty()) {
            throw new IllegalArgumentException("No test " + (build == null ? "" : "of this build ")
                    + "recorded anything in "
                    + (directories.isEmpty() ? USUAL : asked)
                            .stream().map(Path::toString).map(Printable::text).collect(Collectors.joining(" or "))
                    + ". Run the tests first, and name the directories of their reports, as kubeuser.report does.");
        }
        return found.usable();
    }

    private Predicate<Path> wanted() {
        if (build != null) {
            return BuildName.named(build)::isOf;
        }
        return maven == null ? part -> true : BuildName.ofThisMaven()::isOf;
    }

    private BuildEvidence earlier(List<Path> asked, BuildEvidence none, PrintWriter out) throws IOException {
        BuildEvidence earlier = BuildEvidence.in(asked, part -> true);
        if (earlier.files().isEmpty()) {
            return none;
        }
        if (maven == OfMaven.LAST) {
            out.println("no test recorded anything in this build, so this is about an earlier one");
            return earlier;
        }
        out.println("no test recorded anything in this build, and what an earlier one left is ignored; if the tests"
                + " have a name for the build by kubeuser.build, give this goal the same name");
        return none;
    }

    /** Returns what is checked against thresholds: where shards are merged, each partial one is missing. */
    BuildEvidence required(BuildEvidence found) {
        List<String> missing = new ArrayList<>(found.missing());
        if (!isComplete) {
            found.partial().forEach((file, why) -> missing.add(partial(file, why)));
        }
        return new BuildEvidence(
                found.files(), found.runRecord(), missing, found.unreadable(), found.differing(), Map.of());
    }

    private static String partial(Path file, String why) {
        return Printable.text(file + " is partial (" + why
                + "): give --complete if all that is merged here has all tests together, or add the rest");
    }

    private Stream<Path> named() {
        return directories.stream().map(DirectoryName::parse);
    }

    /** The default directory of a report of all modules: that of the first one. */
    Path first() {
        return Stream.concat(named(), USUAL.stream().filter(Files::isDirectory))
                .findFirst()
                .orElse(USUAL.get(0));
    }
}
