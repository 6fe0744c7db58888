// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.record.internal.Evidence;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.record.internal.RunRecord.RunPlace;
import dev.kubeuser.run.internal.ReportDestination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What JVMs recorded, read from the files that they left beside their reports. The last JVM of a module, build tools
 * and the command line get the report of all JVMs from here.
 *
 * <p>Files of manifests are named as seen from this JVM's working directory.
 *
 * @param files the files that the JVMs left
 * @param runRecord all that they recorded
 * @param missing what should be in the record and is not, a sentence each
 * @param unreadable why a file could not be read, by file, and what to do; such a file is also {@code missing}
 * @param differing why the JVMs did not test one and the same policy, a sentence each; they are also {@code missing}
 * @param partial why a JVM ran less than all tests, by the file that it left; empty if all ran
 */
public record BuildEvidence(
        List<Path> files,
        RunRecord runRecord,
        List<String> missing,
        Map<Path, String> unreadable,
        List<String> differing,
        Map<Path, String> partial) {

    /**
     * {@return the parts in the directory of a report, in the order of their names; none where it does not exist}
     *
     * @param directory the directory of a report
     * @throws IOException if it cannot be read; the message names it
     */
    public static List<Path> parts(Path directory) throws IOException {
        Path parts = ReportDestination.parts(directory);
        if (Files.notExists(directory) || (Files.isDirectory(directory) && Files.notExists(parts))) {
            return List.of();
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is not a directory: name that of a report, as kubeuser.report does");
        }
        if (!Files.isDirectory(parts)) {
            throw new IOException(parts + " is not a directory: remove it, and run the tests again");
        }
        try (Stream<Path> files = Files.list(parts)) {
            return files.filter(file -> file.getFileName().toString().endsWith(BuildName.PART))
                    .sorted()
                    .toList();
        }
    }

    /**
     * {@return the directory of the report of the JVM that left a part}
     *
     * @param part the file
     */
    public static Path reportOf(Path part) {
        return Objects.requireNonNull(Objects.requireNonNull(part.getParent()).getParent());
    }

    /**
     * {@return what JVMs recorded}
     *
     * @param files the files that they left; the evidence lists what is wrong with a file
     */
    public static BuildEvidence read(List<Path> files) {
        RunRecord all = RunRecord.none();
        List<String> missing = new ArrayList<>();
        Map<Path, String> unreadable = new LinkedHashMap<>();
        Map<Path, String> partial = new LinkedHashMap<>();
        TestedPolicies policies = new TestedPolicies();
        for (Path file : files) {
            try {
                Evidence evidence = Evidence.read(file);
                all = all.with(evidence.runRecord());
                policies.add(reportOf(file), evidence.runRecord());
                missing.addAll(evidence.missing());
                if (evidence.partial() != null) {
                    partial.put(file, evidence.partial());
                }
            } catch (IOException failure) {
                String why = Printable.text(file + " cannot be read (" + failure.getMessage()
                        + "): run all tests again with one version of kubeuser, or remove the file");
                unreadable.put(file, why);
                missing.add(ofAnotherJvm(why));
            }
        }
        List<String> differing = policies.differing();
        missing.addAll(differing);
        return new BuildEvidence(files, all, missing, unreadable, differing, partial);
    }

    /**
     * {@return what JVMs recorded}
     *
     * @param directories the directories of their reports; one that does not exist has nothing
     * @param wanted which of the files that they left
     * @throws IOException if a directory cannot be read; the message names it
     */
    public static BuildEvidence in(List<Path> directories, Predicate<Path> wanted) throws IOException {
        Set<Path> parts = new LinkedHashSet<>();
        for (Path directory : directories) {
            parts(directory).stream()
                    .filter(wanted)
                    .map(part -> part.toAbsolutePath().normalize())
                    .forEach(parts::add);
        }
        return read(List.copyOf(parts));
    }

    /**
     * Requires that all that the JVMs left can be read, and is about one policy: where that is not so, nothing is made
     * of the rest.
     *
     * @return this
     * @throws IOException if a file cannot be read, or is about another policy; the message names it and has what to do
     */
    public BuildEvidence usable() throws IOException {
        if (!unreadable.isEmpty() || !differing.isEmpty()) {
            throw new IOException(Stream.of(unreadable.values(), differing)
                    .flatMap(Collection::stream)
                    .collect(Collectors.joining("; ")));
        }
        return this;
    }

    /** Reports a file that could not be read, if the report is made of the rest. */
    static String ofAnotherJvm(String unreadable) {
        return "what another JVM of the build recorded is not in the report, for " + unreadable;
    }

    /**
     * {@return the report of all}
     *
     * @param thresholds the thresholds that it shows
     * @param proofLimit how long the judging of mutants may take, or {@code null} for any time
     */
    public Report report(Thresholds thresholds, @Nullable Duration proofLimit) {
        BuildName build = files.isEmpty() ? BuildName.of(null) : BuildName.ofPart(files.get(0));
        return new Report(RunAnalysis.of(runRecord, proofLimit), thresholds, BuildFacts.of(runRecord, build), missing);
    }

    /**
     * The policies of the tests, from their records. Reports in different directories may be of different checkouts,
     * and what is merged has to be of one policy. Within one directory a test may well have changed a file.
     */
    private static final class TestedPolicies {

        private static final int SHORT_COMMIT = 12;
        private static final int MAX_FILES = 20;

        /** The contents that a file had, and the commits of a module, by the directory of the report. */
        private final SortedMap<String, Map<Path, Set<String>>> files = new TreeMap<>();

        private final SortedMap<String, Map<Path, Set<String>>> modules = new TreeMap<>();

        /** Adds what a JVM recorded whose report is in a directory. */
        void add(Path directory, RunRecord runRecord) {
            for (PolicyState state : runRecord.states()) {
                for (PolicyObject object : state.objects()) {
                    ManifestObject source = object.source();
                    source.digest().ifPresent(digest -> add(files, source.fileName(), directory, digest));
                }
            }
            for (RunPlace place : runRecord.places()) {
                if (place.commit() != null) {
                    add(modules, place.module(), directory, place.commit());
                }
            }
        }

        private static void add(Map<String, Map<Path, Set<String>>> all, String name, Path directory, String value) {
            all.computeIfAbsent(name, unused -> new LinkedHashMap<>())
                    .computeIfAbsent(directory, unused -> new HashSet<>())
                    .add(value);
        }

        /** Returns a sentence about each module, and one about all files, that are not the same everywhere. */
        List<String> differing() {
            List<String> differing = new ArrayList<>();
            modules.forEach((module, commits) -> {
                if (isOther(commits)) {
                    Map<String, Path> known = new LinkedHashMap<>();
                    commits.forEach(
                            (directory, several) -> several.forEach(commit -> known.putIfAbsent(commit, directory)));
                    List<String> each = new ArrayList<>();
                    known.forEach((commit, directory) -> each.add(
                            commit.substring(0, Math.min(SHORT_COMMIT, commit.length())) + " in " + directory));
                    differing.add(Printable.text("the tests of " + module + " ran on commit "
                            + String.join(" and on ", each) + ": merge what tests of one commit recorded"));
                }
            });
            Set<Path> directories = new LinkedHashSet<>();
            List<String> others = new ArrayList<>();
            files.forEach((file, contents) -> {
                if (isOther(contents)) {
                    others.add(file);
                    directories.addAll(contents.keySet());
                }
            });
            if (!others.isEmpty()) {
                String more = others.size() > MAX_FILES ? " and " + (others.size() - MAX_FILES) + " more files" : "";
                differing.add(Printable.text("the roles and bindings of "
                        + others.stream().limit(MAX_FILES).collect(Collectors.joining(", ")) + more
                        + " are not the same in " + joined(directories)
                        + ": merge what tests of one policy recorded"));
            }
            return List.copyOf(differing);
        }

        /** Whether a directory has nothing in common with another. */
        private static boolean isOther(Map<Path, Set<String>> values) {
            List<Set<String>> each = List.copyOf(values.values());
            return each.stream().anyMatch(some -> each.stream().anyMatch(others -> Collections.disjoint(some, others)));
        }

        private static String joined(Set<Path> directories) {
            return directories.stream().map(Path::toString).collect(Collectors.joining(" and "));
        }
    }

    /**
     * What was built and tested, and on what.
     *
     * @param id the name that the JVMs of the build share, to distinguish a report of this build from an earlier one
     * @param project the project
     * @param module the modules whose tests ran
     * @param commit the commit that is checked out, or {@code null} if it is unknown
     * @param date when the report was written, in UTC, to the second
     * @param library the version of kubeuser, or {@code null} outside its jar
     * @param kubernetes the versions of Kubernetes that the tests ran on, oldest first
     * @param kind the kinds of cluster that they ran on
     */
    record BuildFacts(
            String id,
            String project,
            List<String> module,
            @Nullable String commit,
            String date,
            @Nullable String library,
            List<String> kubernetes,
            List<String> kind) {

        static BuildFacts of(RunRecord runRecord, BuildName build) {
            Checkout checkout = Checkout.current();
            return new BuildFacts(
                    build.text(),
                    checkout.project(),
                    distinct(runRecord, RunPlace::module),
                    checkout.commit(),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    BuildFacts.class.getPackage().getImplementationVersion(),
                    runRecord.versionsInOrder(),
                    distinct(runRecord, RunPlace::kind));
        }

        private static List<String> distinct(RunRecord runRecord, Function<RunPlace, String> part) {
            return runRecord.places().stream().map(part).distinct().sorted().toList();
        }

        /** Returns the project, and its modules unless it is one itself. */
        String name() {
            List<String> others =
                    module.stream().filter(name -> !name.equals(project)).toList();
            return others.isEmpty() ? project : project + " / " + String.join(", ", others);
        }

        /** Returns what is known, by its name in words. */
        List<Map.Entry<String, String>> rows() {
            return Stream.of(
                            Map.entry("project", name()),
                            Map.entry("date", date),
                            Map.entry("commit", commit == null ? "" : commit),
                            Map.entry("kubeuser", library == null ? "" : library),
                            Map.entry("Kubernetes", String.join(", ", kubernetes)),
                            Map.entry("kind of cluster", String.join(", ", kind)))
                    .filter(row -> !row.getValue().isEmpty())
                    .toList();
        }
    }
}
