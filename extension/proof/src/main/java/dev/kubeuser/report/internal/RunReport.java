// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.question.internal.StatementListeners;
import dev.kubeuser.record.internal.Evidence;
import dev.kubeuser.record.internal.PolicyState.ManifestStatements;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.report.internal.BuildEvidence.BuildFacts;
import dev.kubeuser.run.internal.ReportDestination;
import dev.kubeuser.run.internal.RunListener;
import dev.kubeuser.run.internal.RunListener.ClusterListener;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.run.internal.RunningTests.TestOutcomes;
import dev.kubeuser.run.internal.Setting;
import dev.kubeuser.run.internal.Settings;
import dev.kubeuser.run.internal.SharedCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what was recorded on all clusters of a run and writes the report: after the last test, and again at the end
 * of the run if more was recorded. A JVM knows only its own records.
 */
public final class RunReport implements RunListener {

    private static final System.Logger LOG = System.getLogger(RunReport.class.getName());
    private static final Map<String, String> FILES = Map.of(
            "report.html", "text/html",
            "report.md", "text/markdown",
            "report.json", "application/json",
            "least-privilege.yaml", "application/yaml",
            "report.sarif", "application/sarif+json");

    private final @Nullable BuildReport build;
    private final @Nullable Duration proofLimit;
    private final @Nullable String partial;
    private final List<RecordedCluster> running = new ArrayList<>();
    private final Map<RecordedCluster, String> missing = new LinkedHashMap<>();
    private RunRecord runRecord = RunRecord.none();
    private @Nullable RunAnalysis analysis;
    private Thresholds thresholds = Thresholds.none();
    private boolean isUpToDate;
    private @Nullable RunningTests tests;
    private @Nullable ManifestStatements statements;
    private Runnable endOfStatements = () -> {};

    private RunReport(@Nullable BuildReport build, @Nullable Duration proofLimit, @Nullable String partial) {
        this.build = build;
        this.proofLimit = proofLimit;
        this.partial = partial;
    }

    /** Opens the report of each run. */
    public static final class Provider implements RunListener.Provider {

        /** For {@link java.util.ServiceLoader}. */
        public Provider() {}

        @Override
        public RunListener open(Settings settings, ReportDestination destination) {
            Duration proofLimit = settings.proofLimit();
            return new RunReport(
                    destination instanceof ReportDestination.Directory directory
                            ? new BuildReport(
                                    directory.path(),
                                    settings.read(Setting.BUILD, name -> name).orElse(null),
                                    proofLimit)
                            : null,
                    proofLimit,
                    Thresholds.whyPartial(settings).orElse(null));
        }
    }

    @Override
    public synchronized void require(Settings settings) {
        thresholds = Thresholds.ofRun(settings, partial);
    }

    @Override
    public ClusterListener begin(SharedCluster cluster, RunningTests tests) {
        listenToStatements(tests);
        return new RecordedCluster(cluster, tests, this);
    }

    /** Statements on manifests are recorded once there is a policy under test. */
    private synchronized void listenToStatements(RunningTests tests) {
        this.tests = tests;
        if (statements == null) {
            statements = new ManifestStatements(tests);
            endOfStatements = StatementListeners.listenToManifests(statements);
        }
    }

    private synchronized void takeOutcomes() {
        TestOutcomes outcomes = tests == null ? TestOutcomes.NONE : tests.outcomes();
        if (!outcomes.equals(runRecord.tests())) {
            runRecord = runRecord.ended(outcomes);
            analysis = null;
            isUpToDate = false;
        }
    }

    private synchronized void takeStatements() {
        RunRecord more = statements == null ? RunRecord.none() : statements.take();
        if (!more.ofManifests().isEmpty()) {
            add(more);
        }
    }

    /** Whether there will be a report for people to read. */
    boolean isWritten() {
        return build != null;
    }

    /** Returns the analysis of the run record. Thresholds and the report share it. */
    synchronized RunAnalysis analysis() {
        if (analysis == null) {
            analysis = RunAnalysis.of(runRecord, proofLimit);
        }
        return analysis;
    }

    synchronized void begin(RecordedCluster cluster) {
        running.add(cluster);
    }

    synchronized void end(RecordedCluster cluster) {
        running.remove(cluster);
    }

    /** Takes the records of running clusters. Later records follow when the clusters end. */
    private void takeFromRunningClusters() {
        List<RecordedCluster> clusters;
        synchronized (this) {
            clusters = List.copyOf(running);
        }
        clusters.forEach(RecordedCluster::handOver);
        takeStatements();
        takeOutcomes();
    }

    /**
     * Notes that the record of a cluster cannot be read, until a later attempt succeeds; returns whether that is new.
     */
    synchronized boolean miss(RecordedCluster cluster, String what) {
        return missing.put(cluster, what) == null;
    }

    /** Logs what the run record lacks, and what of other JVMs the written report lacks. */
    synchronized List<String> missing() {
        List<String> all = new ArrayList<>(missing.values());
        if (build != null) {
            all.addAll(build.unreadable());
        }
        return all;
    }

    synchronized void found(RecordedCluster cluster) {
        missing.remove(cluster);
    }

    synchronized void add(RunRecord more) {
        runRecord = runRecord.with(more);
        analysis = null;
        isUpToDate = false;
    }

    @Override
    public void issued(CertificateTimeline timeline) {
        add(RunRecord.of(timeline));
    }

    /**
     * Takes the records of clusters that run, and writes the report.
     *
     * @throws UncheckedIOException if it cannot be written, as where a disk is full; the message has what to do
     */
    @Override
    public Optional<Written> write() {
        takeFromRunningClusters();
        return writeTaken().map(directory -> new Written(directory, FILES));
    }

    /** Writes what clusters have handed over. */
    synchronized Optional<Path> writeTaken() {
        takeStatements();
        takeOutcomes();
        if (build == null
                || (runRecord.isEmpty() && runRecord.ofManifests().isEmpty() && missing.isEmpty())
                || isUpToDate) {
            return Optional.empty();
        }
        isUpToDate = true;
        return write(build);
    }

    private Optional<Path> write(BuildReport build) {
        Evidence evidence = new Evidence(runRecord, List.copyOf(missing.values()), partial);
        try {
            Optional<Report> report = build.write(evidence, analysis(), thresholds);
            report.ifPresent(written -> LOG.log(
                    System.Logger.Level.INFO, "kubeuser: " + written.summary() + ", report in " + build.directory()));
            return report.map(written -> build.directory());
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "The report could not be written to " + build.directory() + " ("
                            + TextFile.reason(failure) + "): make room there, or name another directory by "
                            + Setting.REPORT.key() + ", or \"off\"",
                    failure);
        } catch (RuntimeException defect) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: the report could not be written to " + build.directory() + ": " + defect,
                    defect);
            return Optional.empty();
        }
    }

    /** Logs what to add, because build tools print the message of an error more than once. */
    @Override
    public void check() {
        Thresholds required = thresholds();
        if (!required.isAny()) {
            return;
        }
        takeFromRunningClusters();
        Report report =
                new Report(analysis(), required, BuildFacts.of(analysis().runRecord(), BuildName.of(null)), missing());
        List<String> unmet = new ArrayList<>(report.unmet());
        if (unmet.isEmpty()) {
            return;
        }
        List<Path> directories = build == null ? List.of() : List.of(build.directory());
        report.testsToAdd(directories).ifPresent(tests -> {
            LOG.log(System.Logger.Level.WARNING, "kubeuser: " + tests);
            unmet.add("the log has the tests to add, and " + Report.places(directories) + " all of them");
        });
        throw new AssertionError(Report.tooLittle(Setting.REQUIRE + " settings require", unmet));
    }

    private synchronized Thresholds thresholds() {
        return thresholds;
    }

    @Override
    public void close() {
        try {
            writeTaken();
        } finally {
            endOfStatements.run();
        }
    }
}
