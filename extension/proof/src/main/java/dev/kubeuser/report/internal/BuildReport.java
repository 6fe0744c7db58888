// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.record.internal.Evidence;
import dev.kubeuser.report.internal.BuildEvidence.BuildFacts;
import dev.kubeuser.run.internal.ReportDestination;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The report of all JVMs of a build, as one of them writes it. Each JVM stores its evidence as a part, and rewrites the
 * report from all parts so far. So the last JVM writes the complete report. Parts of other builds are removed.
 */
final class BuildReport {

    private static final System.Logger LOG = System.getLogger(BuildReport.class.getName());

    /** A file lock is held by the whole JVM, so threads need a lock of their own. */
    private static final ReentrantLock OF_THIS_JVM = new ReentrantLock();

    private final Path directory;
    private final BuildName build;
    private final @Nullable Duration proofLimit;
    private final Path part;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private volatile List<String> unreadable = List.of();

    /**
     * Begins the report of a build, in this JVM.
     *
     * @param directory the directory, the same in all JVMs of the build
     * @param name the name of the build, or {@code null} to derive it from Maven's process
     * @param proofLimit how long the judging of mutants may take, or {@code null} for any time
     */
    BuildReport(Path directory, @Nullable String name, @Nullable Duration proofLimit) {
        this.directory = directory;
        this.proofLimit = proofLimit;
        this.build = BuildName.of(name);
        this.part = parts().resolve(build.part(UUID.randomUUID()));
    }

    /** {@return the directory of the report} */
    Path directory() {
        return directory;
    }

    private Path parts() {
        return ReportDestination.parts(directory);
    }

    /**
     * Leaves the evidence of this JVM, and writes the report of all.
     *
     * @param evidence all that this JVM recorded, including what was written before
     * @param own its analysis
     * @param thresholds the thresholds of the run
     * @return the report on the records of this JVM, and those of the others so far; empty if they say nothing of a
     *     policy or its subjects
     * @throws IOException if it cannot be written there
     */
    Optional<Report> write(Evidence evidence, RunAnalysis own, Thresholds thresholds) throws IOException {
        ReportDestination.requireParts(directory);
        OF_THIS_JVM.lock();
        try (FileChannel channel = FileChannel.open(
                        ReportDestination.lock(directory), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException(parts() + " cannot be locked");
            }
            evidence.write(part);
            Report report = ofAllParts(evidence, own, thresholds);
            if (report.analysis().runRecord().isEmpty()) {
                return Optional.empty();
            }
            report.write(directory);
            return Optional.of(report);
        } finally {
            OF_THIS_JVM.unlock();
        }
    }

    /** Returns the report of all parts. If this JVM's part is the only one, its analysis is already known. */
    private Report ofAllParts(Evidence evidence, RunAnalysis own, Thresholds thresholds) throws IOException {
        List<Path> ofBuild = new ArrayList<>();
        for (Path found : BuildEvidence.parts(directory)) {
            if (build.isOf(found)) {
                ofBuild.add(found);
            } else if (!Files.isDirectory(found, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(found);
            }
        }
        if (ofBuild.equals(List.of(part))) {
            return new Report(own, thresholds, BuildFacts.of(own.runRecord(), build), evidence.missing());
        }
        BuildEvidence all = BuildEvidence.read(ofBuild);
        unreadable = all.unreadable().values().stream()
                .map(BuildEvidence::ofAnotherJvm)
                .toList();
        unreadable.forEach(this::warnOnce);
        return all.report(thresholds, proofLimit);
    }

    /**
     * {@return what of other JVMs could not be read when the report was written last, a sentence each. The report has
     * the rest, and notes that}
     */
    List<String> unreadable() {
        return unreadable;
    }

    private void warnOnce(String problem) {
        if (told.add(problem)) {
            LOG.log(System.Logger.Level.WARNING, "kubeuser: " + problem);
        }
    }
}
