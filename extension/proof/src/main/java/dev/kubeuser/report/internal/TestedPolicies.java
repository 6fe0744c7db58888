package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RunPlace;
import dev.kubeuser.record.internal.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which policy tests had, as their records say it. Reports in different directories may be of different checkouts, and
 * what is merged has to be of one policy. Within one directory a test may well have changed a file.
 */
final class TestedPolicies {

    private static final int SHORT_COMMIT = 12;
    private static final int MOST_FILES = 20;

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
                known.forEach((commit, directory) -> each.add(shortened(commit) + " in " + directory));
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
            String more = others.size() > MOST_FILES ? " and " + (others.size() - MOST_FILES) + " more files" : "";
            differing.add(Printable.text("the roles and bindings of "
                    + others.stream().limit(MOST_FILES).collect(Collectors.joining(", ")) + more
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

    private static String shortened(String commit) {
        return commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
    }
}
