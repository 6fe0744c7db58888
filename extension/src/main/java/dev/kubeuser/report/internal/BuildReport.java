package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.analysis.Thresholds;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.coverage.internal.recording.RunRecordFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The report of all JVMs of a build. Each JVM stores its records as a part, and rewrites the report from all parts so
 * far. So the last JVM writes the complete report. Parts of other builds are removed.
 */
public final class BuildReport {

    private static final System.Logger LOG = System.getLogger(BuildReport.class.getName());
    private static final String PART = ".part";

    /** A file lock is held by the whole JVM, so threads need a lock of their own. */
    private static final ReentrantLock OF_THIS_JVM = new ReentrantLock();

    private final Path directory;
    private final BuildName name;
    private final @Nullable Duration proofLimit;
    private final Path part;
    private final Set<Path> unreadables = ConcurrentHashMap.newKeySet();

    private BuildReport(Path directory, BuildName name, @Nullable Duration proofLimit) {
        this.directory = directory;
        this.proofLimit = proofLimit;
        this.name = name;
        this.part = parts().resolve(prefix() + UUID.randomUUID() + PART);
    }

    /**
     * {@return the report of a build, in this JVM}
     *
     * @param directory the directory, the same in all JVMs of the build
     * @param name the name of the build, or {@code null} to derive it from Maven's process
     * @param proofLimit how long the judging of mutants may take, or {@code null} for any time
     */
    public static BuildReport of(Path directory, @Nullable String name, @Nullable Duration proofLimit) {
        return new BuildReport(directory, BuildName.of(name), proofLimit);
    }

    /**
     * {@return the directory of the report}
     */
    public Path directory() {
        return directory;
    }

    private String prefix() {
        return name.text() + "_";
    }

    private Report report(RunAnalysis analysis, Thresholds thresholds) {
        return new Report(analysis, thresholds, BuildFacts.of(analysis.runRecord(), name));
    }

    private Path parts() {
        return directory.resolve("parts");
    }

    /**
     * Writes the report.
     *
     * @param own the analysis of all that this JVM recorded, including what was written before
     * @param thresholds the thresholds of the run
     * @return the report on the records of this JVM, and those of the others so far
     * @throws IOException if it cannot be written there
     */
    public Report write(RunAnalysis own, Thresholds thresholds) throws IOException {
        Files.createDirectories(parts());
        OF_THIS_JVM.lock();
        try (FileChannel channel =
                        FileChannel.open(parts().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException(parts() + " cannot be locked");
            }
            RunRecordFile.write(own.runRecord(), part);
            Report report = report(ofAllParts(own), thresholds);
            report.write(directory);
            return report;
        } finally {
            OF_THIS_JVM.unlock();
        }
    }

    /** Returns the analysis of all parts. If this JVM's part is the only one, its analysis is already known. */
    private RunAnalysis ofAllParts(RunAnalysis own) throws IOException {
        RunRecord all = RunRecord.none();
        boolean isAlone = true;
        for (Path found : found()) {
            if (!found.getFileName().toString().startsWith(prefix())) {
                Files.delete(found);
            } else if (found.equals(part)) {
                all = all.with(own.runRecord());
            } else {
                all = all.with(read(found));
                isAlone = false;
            }
        }
        return isAlone ? own : RunAnalysis.of(all, proofLimit);
    }

    /** Reads a part. An unreadable part is left out, and does not prevent the report. */
    private RunRecord read(Path found) {
        try {
            return RunRecordFile.read(found);
        } catch (IOException unreadable) {
            if (unreadables.add(found)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "kubeuser: what another JVM of the build recorded is not in the report, for " + found
                                + " cannot be read (" + unreadable.getMessage() + "): run the build anew");
            }
            return RunRecord.none();
        }
    }

    private List<Path> found() throws IOException {
        try (Stream<Path> files = Files.list(parts())) {
            return files.filter(file -> file.getFileName().toString().endsWith(PART))
                    .sorted()
                    .toList();
        }
    }
}
