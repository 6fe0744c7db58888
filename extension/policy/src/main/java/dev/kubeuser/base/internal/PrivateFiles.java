// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Files and directories that only their owner may read, from the moment of creation: by mode 0600 and 0700, on Windows
 * by an access control list.
 */
public final class PrivateFiles {

    private static final FileAttribute<?>[] NONE = {};

    private PrivateFiles() {}

    /**
     * Creates a directory with a unique name.
     *
     * @param parent the parent directory, which must exist: one that was removed must not come back
     * @param prefix the start of the name
     * @return the new directory
     * @throws IOException if it cannot be created
     */
    public static Path createDirectory(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(parent, prefix, attributesOfDirectory(parent));
    }

    /** Creates a directory with a short unique name, because paths of sockets must not be long. */
    public static Path createShortDirectory(Path parent, String prefix) throws IOException {
        createDirectories(parent);
        while (true) {
            String random =
                    Integer.toString(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), Character.MAX_RADIX);
            try {
                return Files.createDirectory(parent.resolve(prefix + random), attributesOfDirectory(parent));
            } catch (FileAlreadyExistsException taken) {
                // Try another name.
            }
        }
    }

    /**
     * Creates a directory and its missing parents.
     *
     * @param directory the directory
     * @throws IOException if one cannot be created
     */
    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, attributesOfDirectory(directory));
    }

    /**
     * Creates a directory unless it exists.
     *
     * @param directory the directory; its parent exists
     * @throws IOException if it cannot be created
     */
    public static void createIfMissing(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, attributesOfDirectory(directory));
        } catch (FileAlreadyExistsException there) {
            return;
        }
    }

    /**
     * Writes a new file.
     *
     * @param file the file, which must not exist
     * @param content its content, written as UTF-8
     * @return the file
     * @throws IOException if it cannot be written
     */
    public static Path write(Path file, String content) throws IOException {
        Files.createFile(file, attributesOfFile(file));
        return Files.writeString(file, content, StandardOpenOption.WRITE);
    }

    /** The content of a file. */
    @FunctionalInterface
    public interface Content {

        /**
         * Writes it.
         *
         * @param out the stream; the caller closes it
         * @throws IOException if it cannot be written
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes or replaces a file atomically: readers see the old content or the new.
     *
     * @param file the file; its directory exists
     * @param content its content
     * @throws IOException if it cannot be written; the old content stays
     */
    public static void replace(Path file, Content content) throws IOException {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path written = createFile(directory, file.getFileName() + ".new");
        try {
            try (OutputStream out = Files.newOutputStream(written)) {
                content.writeTo(out);
            }
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** Creates an empty file with a unique name. */
    public static Path createFile(Path directory, String prefix) throws IOException {
        return Files.createTempFile(directory, prefix, "", attributesOfFile(directory));
    }

    /** Makes a file executable for its owner. On Windows it is already. */
    public static void makeExecutable(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /**
     * Removes a directory with its content. Ignores what is already gone or disappears during the removal.
     *
     * @param directory the directory
     * @throws IOException if something in it cannot be removed
     */
    public static void deleteRecursively(Path directory) throws IOException {
        try {
            Files.walkFileTree(directory, new Deletion());
        } catch (NoSuchFileException goneAlready) {
            return;
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null && !(failure instanceof NoSuchFileException)) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }

    /** What is created in such a directory inherits its list. */
    static FileAttribute<?>[] attributesOfDirectory(Path place) throws IOException {
        return attributes(place, "rwx------", EnumSet.of(AclEntryFlag.DIRECTORY_INHERIT, AclEntryFlag.FILE_INHERIT));
    }

    static FileAttribute<?>[] attributesOfFile(Path place) throws IOException {
        return attributes(place, "rw-------", EnumSet.noneOf(AclEntryFlag.class));
    }

    private static FileAttribute<?>[] attributes(Path place, String mode, Set<AclEntryFlag> flags) throws IOException {
        Set<String> views = place.getFileSystem().supportedFileAttributeViews();
        if (views.contains("posix")) {
            return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))};
        }
        if (!views.contains("acl")) {
            return NONE;
        }
        try {
            AclEntry everything = AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(user(place))
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .setFlags(flags)
                    .build();
            return new FileAttribute<?>[] {new AccessControlList(List.of(everything))};
        } catch (UserPrincipalNotFoundException unknown) {
            return NONE; // those of the directory above apply, which for a user's own directories are as narrow
        }
    }

    /** This user, by the name that the system has for a process: it distinguishes users of two domains. */
    static UserPrincipal user(Path place) throws IOException {
        String name = ProcessHandle.current().info().user().orElse(System.getProperty("user.name"));
        return place.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
    }

    private record AccessControlList(List<AclEntry> value) implements FileAttribute<List<AclEntry>> {
        @Override
        public String name() {
            return "acl:acl";
        }
    }
}
