package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.OwnDirectory;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory where JVMs find the files of a shared cluster.
 *
 * @param parent where those of all clusters are; nobody else can plant one there
 * @param key the cluster
 */
public record ReuseDirectory(OwnDirectory parent, ReuseKey key) {

    private static final String NAME = "reuse";

    /** The control plane marks its own directory with this file. */
    private static final String MARK = "control-plane.lock";

    /** A key, and behind it the mark of a JVM. */
    private static final Pattern NAME_OF_ONE = Pattern.compile("([0-9a-f]{16})(-.*)?");

    /** In the cache directory, the one place that all JVMs of a user share. */
    public static ReuseDirectory of(Path cacheDirectory, ReuseKey key) {
        try {
            return new ReuseDirectory(OwnDirectory.make(cacheDirectory, NAME), key);
        } catch (IOException failure) {
            throw unusable(cacheDirectory.resolve(NAME), failure);
        }
    }

    /** Those of which there are files: of control planes, or of JVMs that attached to a cluster. */
    public static List<ReuseDirectory> all(Path cacheDirectory) {
        try {
            OwnDirectory parent = OwnDirectory.open(cacheDirectory, NAME);
            try (Stream<Path> files = Files.list(parent.path())) {
                return files.map(file -> NAME_OF_ONE.matcher(file.getFileName().toString()))
                        .filter(Matcher::matches)
                        .map(name -> new ReuseKey(name.group(1)))
                        .distinct()
                        .map(key -> new ReuseDirectory(parent, key))
                        .toList();
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw unusable(cacheDirectory.resolve(NAME), failure);
        }
    }

    /** The path of the control plane's own directory, which it makes itself. */
    public Path controlPlane() {
        return parent.path().resolve(key.text());
    }

    /** The control plane's own directory; empty if no control plane has made it, or the last one has removed it. */
    public Optional<OwnDirectory> ofControlPlane() {
        try {
            return Optional.of(parent.open(key.text()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failure) {
            throw unusable(controlPlane(), failure);
        }
    }

    public ReuseLock lock(Duration timeout) {
        return new ReuseLock(parent, key, timeout);
    }

    /**
     * Removes foreign files from the place of an ended control plane, because the next one refuses a directory that is
     * not its own. The caller holds the lock.
     */
    public void removeForeign() {
        if (Files.notExists(controlPlane().resolve(MARK))) {
            ClusterDirectory.remove(controlPlane());
        }
    }

    /** Creates a directory for this JVM alone, and removes those of killed JVMs. */
    public Path forThisJvm() {
        removeLeftovers();
        try {
            return PrivateFiles.createDirectory(
                    parent.path(), key + "-" + ProcessMark.ofThisJvm().inName() + "-");
        } catch (IOException failure) {
            throw unusable(parent.path(), failure);
        }
    }

    /**
     * Removes the directories of killed JVMs, and returns them. The name identifies the process. Directories from other
     * containers or machines are left to those that can see the process.
     */
    public List<Path> removeLeftovers() {
        Pattern name = Pattern.compile(Pattern.quote(key + "-") + "([0-9a-z]+-[0-9a-z]+-[0-9a-z]+)-\\d+");
        List<Path> removed = new ArrayList<>();
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(parent.path(), key + "-*")) {
            for (Path candidate : candidates) {
                Matcher matcher = name.matcher(candidate.getFileName().toString());
                Optional<ProcessMark> owner =
                        matcher.matches() ? ProcessMark.ofName(matcher.group(1)) : Optional.empty();
                if (owner.isPresent() && !owner.get().isAlive()) {
                    PrivateFiles.deleteRecursively(candidate);
                    removed.add(candidate);
                }
            }
            return removed;
        } catch (IOException failure) {
            throw unusable(parent.path(), failure);
        }
    }

    private static ClusterException unusable(Path directory, IOException failure) {
        return new ClusterException(
                "The directory " + directory + " for shared clusters cannot be used: " + failure
                        + ". Set kubeuser.cache-directory to another place for it.",
                failure);
    }
}
