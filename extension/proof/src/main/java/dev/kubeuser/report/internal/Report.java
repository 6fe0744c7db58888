// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.SuggestedAssertion;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.analysis.internal.Thresholds.Requirement;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.lint.internal.MarkdownSection;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.report.internal.BuildEvidence.BuildFacts;
import dev.kubeuser.run.internal.RunningTests.FailedTest;
import dev.kubeuser.run.internal.RunningTests.TestOutcomes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run proved, and what is required of it.
 *
 * @param analysis the analysis of the run
 * @param thresholds the thresholds of the run, which the report shows
 * @param build what was built and tested, and on what
 * @param missing what the report lacks, a sentence each; then no threshold is met
 */
public record Report(RunAnalysis analysis, Thresholds thresholds, BuildFacts build, List<String> missing) {

    private static final int MAX_FAILED = 5;
    private static final int MAX_LINES = 20;
    private static final int MAX_REPORTS = 3;

    /** Is unmet where no policy was under test. */
    private static final String NOTHING =
            "no policy was under test: apply roles and bindings, or remove the requirement";

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
        return new Report(analysis, thresholds, BuildFacts.of(analysis.runRecord(), BuildName.of(null)), List.of());
    }

    /** Returns what is required, and whether the run has it; first, whether the report lacks something. */
    List<Requirement> requirements() {
        List<Requirement> required = new ArrayList<>(thresholds.requirements(analysis));
        if (!missing.isEmpty() && !required.isEmpty()) {
            String lacking = Counted.of(missing.size(), "record").toString();
            required.add(0, new Requirement("missing in the report", "nothing", lacking, missing));
        }
        return required;
    }

    /**
     * {@return a summary in one line, first whether tests failed, then the worst, for example {@code Group sre can
     * become cluster-admin in 2 steps, 83 % of 41 permissions covered, 12 of 15 mutants killed}}
     */
    public String summary() {
        return failed().map(failed -> failed + ", ").orElse("")
                + worstPath().map(path -> path + ", ").orElse("")
                + figures();
    }

    /** {@return the figures alone, for example {@code 83 % of 41 permissions covered, 12 of 15 mutants killed}} */
    public String figures() {
        return Figures.of(analysis).summary();
    }

    /** Returns how many tests failed, for example {@code 1 of 4 tests failed}; empty if all passed. */
    Optional<String> failed() {
        TestOutcomes tests = analysis.runRecord().tests();
        return tests.failed().isEmpty()
                ? Optional.empty()
                : Optional.of(tests.failed().size() + " of " + Counted.of(tests.ended(), "test") + " failed");
    }

    /** Returns which tests failed, and what the report lacks for that, as sentences after a colon. */
    String failedTests() {
        List<FailedTest> failed = analysis.runRecord().tests().failed();
        return Counted.first(MAX_FAILED, failed, FailedTest::name)
                + ". Until they pass, no test is suggested and the policy is not narrowed.";
    }

    /** Returns the shortest path that is not accepted, and the number of such paths. */
    Optional<String> worstPath() {
        return paths().stream()
                .findFirst()
                .map(path -> path + (paths().size() == 1 ? "" : " (1 of " + paths().size() + " escalation paths)"));
    }

    /** Returns the escalation paths that are not accepted, those with the fewest steps first. */
    List<EscalationFinding> paths() {
        return analysis.paths().stream()
                .filter(path -> !thresholds.isAccepted(path))
                .toList();
    }

    /**
     * {@return the unmet thresholds, a sentence each; empty if all are met. Missing figures are unmet, because the rest
     * does not show whether the whole is enough}
     */
    public List<String> unmet() {
        if (!thresholds.isAny()) {
            return missing;
        }
        List<String> unmet = new ArrayList<>(missing);
        if (!analysis.runRecord().states().isEmpty()) {
            unmet.addAll(thresholds.unmet(analysis));
        } else if (unmet.isEmpty()) {
            unmet.add(NOTHING);
        }
        return unmet;
    }

    /**
     * {@return tests with which the run would cover and kill enough, in at most 20 lines, and where the rest is; empty
     * if it does, or nothing is known that would help}
     *
     * @param directories the directories of the reports
     */
    public Optional<String> testsToAdd(Collection<Path> directories) {
        List<SuggestedAssertion> needed = thresholds.toMeet(analysis);
        if (needed.isEmpty()) {
            return Optional.empty();
        }
        int shown = Math.min(
                needed.size(),
                MarkdownSection.longest(
                        MAX_LINES, number -> lines(needed, number).size()));
        String begin = System.lineSeparator() + "    ";
        return Optional.of((shown == needed.size()
                        ? "add these tests, which gain most first:"
                        : "add tests; these are the " + shown + " of " + needed.size() + " assertions that gain most:")
                + begin + String.join(begin, lines(needed, shown)) + System.lineSeparator()
                + "  The rest, and what each is for, is in " + places(directories));
    }

    private List<String> lines(List<SuggestedAssertion> needed, int number) {
        return SuggestedAssertion.lines(
                needed.subList(0, Math.min(number, needed.size())),
                analysis.runRecord().language());
    }

    /**
     * {@return where all tests to add are}
     *
     * @param directories the directories of the reports
     */
    static String places(Collection<Path> directories) {
        Path here = Path.of("").toAbsolutePath();
        List<String> reports = directories.stream()
                .map(directory -> directory.resolve("report.md"))
                .map(report -> (report.startsWith(here) ? here.relativize(report) : report).toString())
                .distinct()
                .toList();
        return reports.size() <= MAX_REPORTS
                ? String.join(", ", reports)
                : String.join(", ", reports.subList(0, MAX_REPORTS)) + " and those of "
                        + Counted.of(reports.size() - MAX_REPORTS, "more module");
    }

    /**
     * {@return the message of a build that fails}
     *
     * @param required who requires more, for example {@code kubeuser.require settings require}
     * @param unmet what is unmet
     */
    public static String tooLittle(String required, List<String> unmet) {
        String begin = System.lineSeparator() + "- ";
        return "The tests prove less than " + required + ":" + begin + String.join(begin, unmet);
    }

    /**
     * Writes all files, each atomically: a reader sees the old or the new file. If one cannot be created, none is
     * written. JVMs that run in parallel need a directory each.
     *
     * <p>They are {@code report.html} for people, {@code report.md} for the page of a CI job, {@code report.json} for
     * programs, {@code report.sarif} for code hosts, {@code least-privilege.yaml} with the smallest roles that would
     * have been enough, and {@code narrowed-policy.diff}, the patch that takes what was not needed out of the policy's
     * files.
     *
     * @param directory the directory; created if missing
     * @throws IOException if it cannot be written there
     */
    public void write(Path directory) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("report.json", JsonReport.of(this).text());
        files.put("report.md", new MarkdownReport(this).text());
        String unproposed = failed().map(failed -> "# " + Printable.text(failed + ": " + failedTests()) + "\n")
                .orElse("");
        files.put("least-privilege.yaml", unproposed + analysis.leastPrivilege().yaml());
        files.put("narrowed-policy.diff", unproposed + analysis.narrowed().diff());
        files.put(
                "report.sarif",
                ReportedFinding.sarif(
                        ReportedFinding.toDo(analysis), failed().map(failed -> failed + ": " + failedTests())));
        files.put("report.html", HtmlReport.of(this).text());
        Files.createDirectories(directory);
        for (Map.Entry<String, String> file : files.entrySet()) {
            PrivateFiles.replace(
                    directory.resolve(file.getKey()),
                    out -> out.write(file.getValue().getBytes(StandardCharsets.UTF_8)));
        }
    }
}
