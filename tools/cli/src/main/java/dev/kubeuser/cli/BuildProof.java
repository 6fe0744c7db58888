// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.record.internal.RunRecord.RunPlace;
import dev.kubeuser.report.internal.BuildEvidence;
import dev.kubeuser.report.internal.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the tests of a build prove of their policy, and whether that is what is required.
 *
 * @param evidence what their JVMs recorded
 * @param report the report on it
 */
record BuildProof(BuildEvidence evidence, Report report) {

    /** Analyzes the policy, which may take seconds. */
    static BuildProof of(BuildEvidence evidence, BuildSettings required) {
        return new BuildProof(evidence, evidence.report(required.thresholds(), required.proofLimit()));
    }

    /**
     * {@return what a run proves that has ended; empty if it recorded nothing}
     *
     * @param directory the directory of its report
     * @throws IOException if what it left cannot be read
     */
    static Optional<BuildProof> ofRun(Path directory, BuildSettings required) throws IOException {
        BuildEvidence evidence =
                BuildEvidence.in(List.of(directory), part -> true).usable();
        return evidence.files().isEmpty() ? Optional.empty() : Optional.of(of(evidence, required));
    }

    /**
     * {@return a line, for example {@code 3 JVMs in 2 modules: 83 % of 41 permissions covered, 12 of 15 mutants
     * killed}}
     */
    String summary() {
        long modules = evidence.runRecord().places().stream()
                .map(RunPlace::module)
                .distinct()
                .count();
        return Counted.of(evidence.files().size(), "JVM")
                + (modules > 1 ? " in " + Counted.of(modules, "module") : "")
                + ": "
                + report.summary();
    }

    /** {@return which thresholds the build does not meet, and what to do about it, in lines; empty if it meets all} */
    Optional<String> whyTooLittle() {
        List<String> unmet = new ArrayList<>(shortfalls());
        report.testsToAdd(evidence.files().stream().map(BuildEvidence::reportOf).toList())
                .ifPresent(unmet::add);
        return unmet.isEmpty()
                ? Optional.empty()
                : Optional.of(Report.tooLittle("is required of the whole build", unmet));
    }

    /** {@return which thresholds are not met, a sentence each, without denials} */
    List<String> unmet() {
        return report.unmet();
    }

    /** {@return what is required and not met, a sentence each} */
    List<String> shortfalls() {
        List<String> shortfalls = new ArrayList<>(unmet());
        shortfalls.addAll(report.thresholds().denied(report.analysis()));
        return shortfalls;
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
     * @throws UncheckedIOException if a file cannot be written; the message names the directory and the reason
     */
    void write(Path directory, Consumer<String> lacks) {
        evidence.missing().forEach(lacks);
        try {
            report.write(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "the report could not be written to " + directory + ": " + TextFile.reason(failure), failure);
        }
    }
}
