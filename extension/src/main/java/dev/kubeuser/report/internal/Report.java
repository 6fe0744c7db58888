package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.analysis.Thresholds;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes the report: {@code report.html} for people, {@code report.md} for the page of a CI job, {@code report.json}
 * for programs, {@code report.sarif} for code hosts, {@code least-privilege.yaml} with the smallest roles that would
 * have been enough, and {@code narrowed-policy/} with the policy's files without what was not needed, with its changes
 * as {@code narrowed-policy.diff}.
 *
 * @param analysis the analysis of the run
 * @param thresholds the thresholds of the run, which the report shows
 * @param build what was built and tested, and on what
 * @param history the runs before this one, the oldest first
 * @param missing what the report lacks, a sentence each; then no threshold is met
 */
public record Report(
        RunAnalysis analysis, Thresholds thresholds, BuildFacts build, List<TrendPoint> history, List<String> missing) {

    /** Copies the lists. */
    public Report {
        history = List.copyOf(history);
        missing = List.copyOf(missing);
    }

    /**
     * {@return the report of a run record, of which nothing is required}
     *
     * @param runRecord the run record
     */
    public static Report of(RunRecord runRecord) {
        return of(RunAnalysis.of(runRecord), Thresholds.none());
    }

    /**
     * {@return the report of a run in this JVM alone}
     *
     * @param analysis the analysis of the run
     * @param thresholds the thresholds of the run
     */
    public static Report of(RunAnalysis analysis, Thresholds thresholds) {
        return new Report(
                analysis, thresholds, BuildFacts.of(analysis.runRecord(), BuildName.of(null)), List.of(), List.of());
    }

    /**
     * {@return the same report, compared with earlier ones}
     *
     * @param former the earlier reports
     * @param problems takes a sentence about each of them that cannot be read
     */
    public Report since(FormerReports former, Consumer<String> problems) {
        return new Report(analysis, thresholds, build, former.runsBefore(build.id(), problems), missing);
    }

    /**
     * Writes all files, each atomically: a reader sees the old or the new file. If one cannot be created, none is
     * written. JVMs that run in parallel need a directory each.
     *
     * @param directory the directory; created if missing
     * @throws IOException if it cannot be written there
     */
    public void write(Path directory) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("report.json", JsonReport.of(this).text());
        files.put("report.md", new MarkdownReport(this).text());
        files.put("least-privilege.yaml", analysis.leastPrivilege().yaml());
        NarrowedFiles narrowed = NarrowedFiles.of(analysis.narrowed());
        boolean isOfNarrowed = narrowed.isIn(directory);
        if (!isOfNarrowed) {
            files.put("narrowed-policy.diff", narrowed.diff());
        }
        files.put(
                "report.sarif",
                SarifReport.of(Shortcoming.of(analysis), SourceRoot.of(ModuleDirectory.current()), build)
                        .text());
        files.put("report.html", new HtmlReport(ReportPage.of(this)).text());
        Files.createDirectories(directory);
        for (Map.Entry<String, String> file : files.entrySet()) {
            PrivateFiles.replace(
                    directory.resolve(file.getKey()),
                    out -> out.write(file.getValue().getBytes(StandardCharsets.UTF_8)));
        }
        if (!isOfNarrowed) {
            narrowed.write(directory);
        }
    }

    /**
     * {@return a summary in one line, for example {@code 83 % of 41 permissions covered, 12 of 15 mutants killed}}
     */
    public String summary() {
        return Figures.of(analysis).summary();
    }
}
