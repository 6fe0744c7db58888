package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/** The temporary directory of one cluster, 0700. */
public final class ClusterDirectory {

    private static final System.Logger LOG = System.getLogger(ClusterDirectory.class.getName());

    private static final String PREFIX = "kubeuser-";

    /** Names the JVM with which the directory goes: other JVMs remove it when that one is gone. */
    private static final String OWNER = "owner";

    private ClusterDirectory() {}

    /** Creates a directory that the cluster's own process removes when this JVM is killed. */
    public static Path create() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            return PrivateFiles.createDirectory(parent, PREFIX).toRealPath();
        } catch (IOException failure) {
            throw new ClusterException(
                    "No directory for the cluster could be created in " + parent + ": " + failure.getMessage()
                            + ". Set -Djava.io.tmpdir to another one.",
                    failure);
        }
    }

    /** Creates a directory for a cluster elsewhere; if this JVM is killed, the next one removes it. */
    public static Path createOwned() {
        Path directory = create();
        try {
            removeOrphans(directory.resolveSibling(""), Files.getOwner(directory));
            PrivateFiles.write(directory.resolve(OWNER), ProcessMark.ofThisJvm().toString());
            return directory;
        } catch (IOException failure) {
            remove(directory);
            throw new ClusterException("The directory " + directory + " could not be written to: " + failure, failure);
        }
    }

    /** Keeps a directory after its JVM has ended. */
    public static void disown(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(OWNER));
        } catch (IOException failure) {
            throw new ClusterException("The directory " + directory + " cannot be kept: " + failure, failure);
        }
    }

    /** Everybody may write to a temporary directory, so nothing is removed that another user made there or links to. */
    static void removeOrphans(Path parent, UserPrincipal user) {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path directory : directories) {
                removeIfOrphan(directory, user);
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + parent + " cannot be searched", unreadable);
        }
    }

    /** One that cannot be removed is left to the next JVM, and keeps no other from going. */
    private static void removeIfOrphan(Path directory, UserPrincipal user) {
        try {
            if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user)
                    && isOrphan(directory)) {
                PrivateFiles.deleteRecursively(directory);
            }
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + directory + " cannot be removed", failure);
        }
    }

    private static boolean isOrphan(Path directory) throws IOException {
        Path owner = directory.resolve(OWNER);
        if (!Files.isReadable(owner)) {
            return false;
        }
        Optional<ProcessMark> process = ProcessMark.parse(Files.readString(owner));
        return process.isPresent()
                && process.get().isOfThisMachine()
                && !process.get().isAlive();
    }

    public static void remove(Path directory) {
        try {
            OutsideSockets.remove(directory);
            PrivateFiles.deleteRecursively(directory);
        } catch (IOException failure) {
            throw new ClusterException(
                    "The cluster's directory " + directory + " could not be removed: " + failure.getMessage()
                            + ". It holds private keys: remove it by hand.",
                    failure);
        }
    }
}
