package dev.kubeuser.tool;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.record.internal.RunPlace;
import dev.kubeuser.report.internal.BuildEvidence;
import dev.kubeuser.report.internal.Gate;
import dev.kubeuser.report.internal.Report;
import dev.kubeuser.report.internal.ReportFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apiguardian.api.API;

/**
 * What the tests of a build prove of their policy, and whether that is what is required. Immutable and thread-safe; two
 * threads write into one directory one after the other.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BuildProof {

    private final BuildEvidence evidence;
    private final Report report;

    BuildProof(BuildEvidence evidence, Report report) {
        this.evidence = evidence;
        this.report = report;
    }

    /**
     * {@return a line, for example {@code 3 JVMs in 2 modules: 83 % of 41 permissions covered, 12 of 15 mutants killed}}
     */
    public String summary() {
        long modules = evidence.runRecord().places().stream()
                .map(RunPlace::module)
                .distinct()
                .count();
        return Counted.of(evidence.files().size(), "JVM")
                + (modules > 1 ? " in " + Counted.of(modules, "module") : "")
                + ": "
                + report.summary();
    }

    /**
     * {@return which thresholds the build does not meet, and what to do about it, in lines; empty if it meets all}
     */
    public Optional<String> whyTooLittle() {
        List<String> unmet = new ArrayList<>(shortfalls());
        new Gate(report.thresholds())
                .tests(
                        report.analysis(),
                        evidence.files().stream().map(BuildEvidence::reportOf).toList())
                .ifPresent(unmet::add);
        return unmet.isEmpty() ? Optional.empty() : Optional.of(Gate.message("is required of the whole build", unmet));
    }

    /** {@return which thresholds are not met, a sentence each, without denials} */
    List<String> unmet() {
        return new Gate(report.thresholds()).unmet(report.analysis(), evidence.missing());
    }

    /** {@return what is required and not met, a sentence each} */
    List<String> shortfalls() {
        List<String> shortfalls = new ArrayList<>(unmet());
        shortfalls.addAll(report.thresholds().denied(report.analysis()));
        return shortfalls;
    }

    /** {@return for example {@code 83 % of 41 permissions covered, 12 of 15 mutants killed}} */
    String reached() {
        return report.summary();
    }

    /** Whether a rule would have allowed a request that was refused. */
    boolean hasDenials() {
        return analysis().denials().stream().anyMatch(denial -> denial.cause().isOfAuthorization());
    }

    RunAnalysis analysis() {
        return report.analysis();
    }

    /**
     * Writes the files of the report, each atomically: a reader sees the old or the new file.
     *
     * @param directory the directory; created if missing
     * @param lacks takes a sentence about each thing that the report lacks, before it is written
     * @throws UncheckedIOException if a file cannot be written; the message names the directory and says why
     */
    public void write(Path directory, Consumer<String> lacks) {
        evidence.missing().forEach(lacks);
        try {
            ReportFiles.write(report, directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "the report could not be written to " + directory + ": " + TextFile.reason(failure), failure);
        }
    }
}
