package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.coverage.internal.recording.RunRecordFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The report of all JVMs of a build. Each leaves what it recorded as a part, and writes the report anew from all parts
 * that there are, so that whoever is last has all. Parts of another build are removed.
 */
public final class BuildReport {

    private static final System.Logger LOG = System.getLogger(BuildReport.class.getName());
    private static final String PART = ".part";

    /** A lock on a file is one of the whole JVM. */
    private static final ReentrantLock OF_THIS_JVM = new ReentrantLock();

    private final Path directory;
    private final String build;
    private final Path part;
    private final Set<Path> unreadables = ConcurrentHashMap.newKeySet();

    private BuildReport(Path directory, BuildName name) {
        this.directory = directory;
        this.build = name.text() + "_";
        this.part = parts().resolve(build + UUID.randomUUID() + PART);
    }

    /**
     * {@return the report of a build, in this JVM}
     *
     * @param directory where it goes; the same in all JVMs of the build
     * @param name of the build, or {@code null} if Maven's process shall tell
     */
    public static BuildReport of(Path directory, @Nullable String name) {
        return new BuildReport(directory, BuildName.of(name));
    }

    /**
     * {@return where it goes}
     */
    public Path directory() {
        return directory;
    }

    private Path parts() {
        return directory.resolve("parts");
    }

    /**
     * Writes the report.
     *
     * @param own all that was recorded in this JVM, also what was written before, analysed
     * @return the report, on what was recorded in this JVM and in the others until now
     * @throws IOException if it cannot be written there
     */
    public Report write(RunAnalysis own) throws IOException {
        Files.createDirectories(parts());
        OF_THIS_JVM.lock();
        try (FileChannel channel =
                        FileChannel.open(parts().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException(parts() + " cannot be locked");
            }
            RunRecordFile.write(own.runRecord(), part);
            Report report = new Report(ofAllParts(own));
            report.write(directory);
            return report;
        } finally {
            OF_THIS_JVM.unlock();
        }
    }

    /** Of this JVM's own part it is known already. */
    private RunAnalysis ofAllParts(RunAnalysis own) throws IOException {
        RunRecord all = RunRecord.none();
        boolean isAlone = true;
        for (Path found : found()) {
            if (!found.getFileName().toString().startsWith(build)) {
                Files.delete(found);
            } else if (found.equals(part)) {
                all = all.with(own.runRecord());
            } else {
                all = all.with(read(found));
                isAlone = false;
            }
        }
        return isAlone ? own : RunAnalysis.of(all);
    }

    /** What cannot be read is missing, and keeps nobody else from a report. */
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
