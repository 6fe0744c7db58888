// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.base.internal.Sha256;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/**
 * Keeps files between runs, in directories that only this user may enter: the unpacked program, and downloads. Verifies
 * their SHA-256. Writes a new file elsewhere in the cache and moves it to its place. So several JVMs may write it at
 * once: all write the same bytes.
 */
final class BinaryCache {

    private static final System.Logger LOG = System.getLogger(BinaryCache.class.getName());

    private static final String PART = "part-";

    /** A JVM writes a file in seconds. A part this old was left by a killed JVM, on any machine. */
    private static final Duration PART_IS_ABANDONED = Duration.ofHours(1);

    private static final String NAME = "control-plane";

    private final Path directory;

    /** Keeps files in a cache directory. */
    BinaryCache(Path directory) {
        this.directory = directory;
    }

    /** What is done to a file that is complete and has no name yet. */
    private interface Written {
        void accept(Path file) throws IOException;
    }

    Path unpack(ControlPlaneBinary packed) {
        try {
            String folder =
                    NAME + "/" + packed.version() + "-" + packed.sha256().substring(0, 16);
            String name = HostSystem.current().executable(NAME);
            // Executable before it has its name: this may replace a program that another thread is about to start.
            return file(folder, name, packed.size(), packed.sha256(), PrivateFiles::makeExecutable, out -> {
                try (InputStream in = packed.open()) {
                    in.transferTo(out);
                }
            });
        } catch (OwnDirectory.NotOwnException foreign) {
            throw new ClusterException(
                    "The control plane cannot be started from the cache directory " + directory + ": " + foreign
                            + ". Otherwise set kubeuser.cache-directory to a directory of your own, or"
                            + " kubeuser.control-plane.binary to an unpacked program.",
                    foreign);
        } catch (IOException failure) {
            throw new ClusterException(
                    "The control plane could not be unpacked into " + directory + ": " + failure
                            + ". It needs " + packed.size() / 1_000_000 + " MB there. Set kubeuser.cache-directory to"
                            + " another directory, or kubeuser.control-plane.binary to an unpacked program.",
                    failure);
        }
    }

    /**
     * {@return a file of the cache, which is written unless it is there}
     *
     * @param folder where it is in the cache
     */
    Path file(String folder, String name, long size, String sha256, PrivateFiles.Content content) throws IOException {
        return file(folder, name, size, sha256, data -> {}, content);
    }

    private Path file(
            String folder, String name, long size, String sha256, Written written, PrivateFiles.Content content)
            throws IOException {
        OwnDirectory root = OwnDirectory.open(directory);
        removeAbandonedParts(root.path());
        OwnDirectory home = root;
        for (String part : folder.split("/", -1)) {
            home = home.open(part);
        }
        Path file = home.path().resolve(name);
        if (!home.has(name, size)) {
            write(root.path(), file, sha256, written, content);
        }
        return file;
    }

    private static void write(Path root, Path file, String sha256, Written written, PrivateFiles.Content content)
            throws IOException {
        Path part = PrivateFiles.createFile(root, PART + ProcessMark.ofThisJvm().inName() + "-");
        try {
            MessageDigest digest = Sha256.begin();
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(part), digest)) {
                content.writeTo(out);
            }
            String found = HexFormat.of().formatHex(digest.digest());
            if (!found.equals(sha256)) {
                throw new IOException("it is damaged: its SHA-256 is " + found + ", and should be " + sha256);
            }
            written.accept(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Containers may share the cache but not their processes, so only its age shows that another container's part is
     * abandoned.
     */
    private static void removeAbandonedParts(Path root) {
        long limit = Instant.now().minus(PART_IS_ABANDONED).toEpochMilli();
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(root, PART + "*")) {
            for (Path part : parts) {
                String owner = String.valueOf(part.getFileName()).substring(PART.length());
                if (ProcessMark.hasEnded(owner) || part.toFile().lastModified() < limit) {
                    Files.deleteIfExists(part);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + root + " cannot be searched", unreadable);
        }
    }

    /**
     * A directory that only this user may enter. It is checked when it is opened; after that, callers use its
     * {@link #path()}, never the path that led to it.
     *
     * <p>On Linux and macOS it belongs to this user and has the mode 0700. An access control list that admits others
     * shows as group permissions there, so none are accepted. On Windows, directories inherit the list of the user's
     * home directory, and are not checked. Parent directories are not checked on any system.
     *
     * <p>Immutable and thread-safe.
     */
    static final class OwnDirectory {

        /** The view of a file system that has owners and modes by number. */
        private static final String MODES = "unix";

        private static final int FOR_OTHERS = 0b111_111;

        /**
         * Another user could change a file or a directory, or something else is in its place. The message says so to
         * users, in a sentence without its end, so the name of the type is left out wherever this is shown.
         */
        @SuppressWarnings("OverrideThrowableToString") // messages show failures of all types by toString
        static final class NotOwnException extends IOException {

            private static final long serialVersionUID = 1L;

            private NotOwnException(String message) {
                super(message);
            }

            @Override
            public String toString() {
                return String.valueOf(getMessage());
            }
        }

        private final Path path;
        private final Object self;

        private OwnDirectory(Path path, Object self) throws IOException {
            this.path = path;
            this.self = self;
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw notDirectory(path);
            }
            require(path);
        }

        /**
         * Opens a directory, and creates what is missing, for this user only. Links in its path are followed.
         *
         * @throws NotOwnException if others can change it; the message has what is wrong, and what to do
         */
        static OwnDirectory open(Path directory) throws IOException {
            create(directory);
            return new OwnDirectory(directory.toRealPath(), self());
        }

        /** As {@link #open(Path)}, for a directory in this one; a link there is not followed. */
        OwnDirectory open(String name) throws IOException {
            Path child = path.resolve(name);
            create(child);
            return new OwnDirectory(child, self);
        }

        private static void create(Path directory) throws IOException {
            try {
                PrivateFiles.createDirectories(directory);
            } catch (FileAlreadyExistsException other) {
                throw notDirectory(directory);
            }
        }

        private static NotOwnException notDirectory(Path place) {
            return new NotOwnException(place + " is not a directory; remove it");
        }

        /** {@return the absolute path, without links} */
        Path path() {
            return path;
        }

        /**
         * {@return whether it has a regular file of this size that is this user's alone}
         *
         * <p>Others could have left one while they could enter the directory.
         */
        boolean has(String name, long size) throws IOException {
            Path file = path.resolve(name);
            try {
                require(file);
                return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == size;
            } catch (NoSuchFileException | NotOwnException other) {
                return false;
            }
        }

        private void require(Path place) throws IOException {
            if (!place.getFileSystem().supportedFileAttributeViews().contains(MODES)) {
                return;
            }
            Map<String, Object> found = Files.readAttributes(place, MODES + ":uid,mode", LinkOption.NOFOLLOW_LINKS);
            if (!self.equals(found.get("uid"))) {
                throw new NotOwnException(place + " belongs to another user, "
                        + Files.getOwner(place, LinkOption.NOFOLLOW_LINKS).getName()
                        + ", who could replace what is there");
            }
            if (found.get("mode") instanceof Integer mode && (mode & FOR_OTHERS) != 0) {
                throw new NotOwnException(
                        "others may use " + place + ", and could replace what is there; run chmod 700 on it");
            }
        }

        /** The number of this process's user, who owns the files that it creates; anything where users have none. */
        private static Object self() throws IOException {
            Path probe = Files.createTempFile("kubeuser", "");
            try {
                boolean isKnown =
                        probe.getFileSystem().supportedFileAttributeViews().contains(MODES);
                return isKnown ? Files.getAttribute(probe, MODES + ":uid") : "";
            } finally {
                Files.deleteIfExists(probe);
            }
        }
    }
}
