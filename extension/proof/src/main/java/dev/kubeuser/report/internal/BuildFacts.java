package dev.kubeuser.report.internal;

import dev.kubeuser.record.internal.RunPlace;
import dev.kubeuser.record.internal.RunRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was built and tested, and on what.
 *
 * @param id the name that the JVMs of the build share, to tell a report of the same build from a former one
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
        ProjectNames names = ProjectNames.current();
        return new BuildFacts(
                build.text(),
                names.project(),
                distinct(runRecord, RunPlace::module),
                GitFolder.checkedOut().orElse(null),
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
