package dev.kubeuser.base.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Who else may change a file or a directory. This one is of file systems that know neither modes nor lists. */
class Ownership {

    /** For a file system: by owner and mode, or by access control list. */
    static Ownership in(Path place, HostSystem system) {
        Set<String> views = place.getFileSystem().supportedFileAttributeViews();
        if (views.contains("unix")) {
            return new UnixOwnership();
        }
        return views.contains("acl") ? new ListedOwnership(system) : new Ownership();
    }

    /**
     * Checks a directory that holds nothing but directories of ours, and what is above it.
     *
     * @param directory an absolute path
     * @param create whether to create what is missing
     * @return the directory, without links
     * @throws NotOwnException if another user could change where the path leads
     */
    Path resolve(Path directory, boolean create) throws IOException {
        if (create) {
            PrivateFiles.createDirectories(directory);
        }
        Path real = directory.toRealPath();
        require(real);
        return real;
    }

    /** Makes a directory for this user only, if there is nothing. Its parent exists. */
    void make(Path directory) throws IOException {
        PrivateFiles.createIfMissing(directory);
    }

    /** Fails if another user may write to a file or directory, or owns it. Follows no link. */
    void require(Path place) throws IOException {}

    /** Fails unless it is a directory that nobody else may write to. */
    final void requireDirectory(Path place) throws IOException {
        require(place);
        BasicFileAttributes found = attributes(place);
        if (!found.isDirectory() || found.isOther()) {
            throw new NotOwnException(place + " is not a directory; remove it");
        }
    }

    /** Fails unless it is a regular file that nobody else may write to. */
    final void requireFile(Path place) throws IOException {
        require(place);
        if (!attributes(place).isRegularFile()) {
            throw new NotOwnException(place + " is not a regular file; remove it");
        }
    }

    private static BasicFileAttributes attributes(Path place) throws IOException {
        return Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
