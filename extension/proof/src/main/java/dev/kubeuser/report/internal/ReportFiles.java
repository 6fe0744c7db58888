package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of a report: {@code report.html} for people, {@code report.md} for the page of a CI job, {@code report.json}
 * for programs, {@code report.sarif} for code hosts, {@code least-privilege.yaml} with the smallest roles that would
 * have been enough, and {@code narrowed-policy.diff}, the patch that takes what was not needed out of the policy's files.
 */
public final class ReportFiles {

    private ReportFiles() {}

    /**
     * Writes all files of a report, each atomically: a reader sees the old or the new file. If one cannot be created, none is
     * written. JVMs that run in parallel need a directory each.
     *
     * @param report the report
     * @param directory the directory; created if missing
     * @throws IOException if it cannot be written there
     */
    public static void write(Report report, Path directory) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("report.json", JsonReport.of(report).text());
        files.put("report.md", new MarkdownReport(report).text());
        String unproposed = report.failed()
                .map(failed -> "# " + Printable.text(failed + ": " + report.failedTests()) + "\n")
                .orElse("");
        files.put(
                "least-privilege.yaml",
                unproposed + report.analysis().leastPrivilege().yaml());
        files.put(
                "narrowed-policy.diff",
                unproposed + NarrowedFiles.of(report.analysis().narrowed()).diff());
        files.put(
                "report.sarif",
                ReportedFinding.sarif(
                        ReportedFinding.toDo(report.analysis()),
                        report.failed().map(failed -> failed + ": " + report.failedTests())));
        files.put("report.html", HtmlReport.of(report).text());
        Files.createDirectories(directory);
        for (Map.Entry<String, String> file : files.entrySet()) {
            PrivateFiles.replace(
                    directory.resolve(file.getKey()),
                    out -> out.write(file.getValue().getBytes(StandardCharsets.UTF_8)));
        }
    }
}
