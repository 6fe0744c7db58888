// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A temporary directory of one cluster, or of what was recorded on it, with mode 0700. Its name identifies its JVM from
 * the start. The next start on this machine removes directories whose JVM is gone.
 */
public final class ClusterDirectory {

    private static final System.Logger LOG = System.getLogger(ClusterDirectory.class.getName());

    private static final String PREFIX = "kubeuser-";
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    private ClusterDirectory() {}

    /**
     * Creates a directory, and removes those of killed JVMs.
     *
     * @param keep whether it outlives this JVM
     */
    public static Path create(boolean keep) {
        Path parent = HostSystem.current().temporary();
        String prefix = PREFIX + (keep ? "kept" : ProcessMark.ofThisJvm().inName()) + "-";
        try {
            Path directory = PrivateFiles.createShortDirectory(parent, prefix).toRealPath();
            removeOrphans(directory.resolveSibling(""), Files.getOwner(directory));
            return directory;
        } catch (IOException failure) {
            throw new ClusterException(
                    "No directory for the cluster could be created in " + parent + ": " + failure.getMessage()
                            + ". Set -Djava.io.tmpdir to another one.",
                    failure);
        }
    }

    /**
     * Creates a directory for a cluster, and removes it if there is no cluster in the end, whatever the reason.
     *
     * @param keep whether it outlives this JVM
     * @param start starts the cluster with its files in the directory
     */
    public static <C> C createFor(boolean keep, Function<Path, C> start) {
        Path directory = create(keep);
        boolean isStarted = false;
        try {
            C cluster = start.apply(directory);
            isStarted = true;
            return cluster;
        } finally {
            if (!isStarted) {
                remove(directory);
            }
        }
    }

    /** Anyone may write to a temporary directory. So this removes nothing that another user created or links to. */
    static void removeOrphans(Path parent, UserPrincipal user) {
        List<Path> orphans = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path directory : directories) {
                String owner = String.valueOf(directory.getFileName()).substring(PREFIX.length());
                if (ProcessMark.hasEnded(owner) && isOwnedBy(user, directory)) {
                    orphans.add(directory);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + parent + " cannot be searched", unreadable);
        }
        endProcesses(orphans);
        orphans.forEach(ClusterDirectory::removeOrphan);
    }

    private static boolean isOwnedBy(UserPrincipal user, Path directory) {
        try {
            return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user);
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: the owner of " + directory + " is unknown", failure);
            return false;
        }
    }

    /** Leaves a directory that it cannot remove to the next JVM, and continues with the others. */
    private static void removeOrphan(Path directory) {
        try {
            remove(directory);
        } catch (ClusterException failure) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + directory + " cannot be removed", failure);
        }
    }

    /** A control plane ends with its JVM, unless a signal has stopped it. Looks at each process of the machine once. */
    private static void endProcesses(List<Path> orphans) {
        if (orphans.isEmpty()) {
            return;
        }
        Set<String> wanted =
                orphans.stream().map(directory -> "--data-dir=" + directory).collect(Collectors.toSet());
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> Arrays.stream(arguments).anyMatch(wanted::contains))
                        .isPresent())
                .forEach(ClusterDirectory::kill);
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        try {
            Timed.get("process " + process.pid(), KILL_LIMIT, process.onExit());
        } catch (Timed.Unanswered stillThere) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: a control plane has not ended", stillThere);
        }
    }

    /** Removes a directory with its content. */
    public static void remove(Path directory) {
        try {
            PrivateFiles.deleteRecursively(directory);
        } catch (IOException failure) {
            throw new ClusterException(
                    "The cluster's directory " + directory + " could not be removed: " + failure.getMessage()
                            + ". It holds private keys: remove it by hand.",
                    failure);
        }
    }
}
