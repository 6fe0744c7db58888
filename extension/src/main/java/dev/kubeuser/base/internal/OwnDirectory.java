package dev.kubeuser.base.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Checks that only this user and root can write to a directory. */
public final class OwnDirectory {

    private static final int STICKY = 0b001_000_000_000;
    private static final int ROOT = 0;

    private OwnDirectory() {}

    /**
     * Fails if another user owns the directory or may write to it. On a file system without POSIX permissions
     * (Windows), those of the user's own directory apply.
     *
     * @throws IOException says which directory it is, what is wrong, and what to do
     */
    public static void require(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        Map<String, Object> attributes =
                Files.readAttributes(directory, "unix:uid,mode,permissions", LinkOption.NOFOLLOW_LINKS);
        int owner = (Integer) Objects.requireNonNull(attributes.get("uid"));
        if (owner != ROOT && owner != self()) {
            throw new IOException(
                    directory + " belongs to another user (" + owner + "), who could put another program there");
        }
        Set<?> permissions = (Set<?>) Objects.requireNonNull(attributes.get("permissions"));
        boolean isOpen = permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
        if (isOpen && ((Integer) Objects.requireNonNull(attributes.get("mode")) & STICKY) == 0) {
            throw new IOException("others may write to " + directory + " and could put another program there; run chmod"
                    + " go-w on it");
        }
    }

    /** The user of this process owns the files that it creates. */
    private static int self() throws IOException {
        Path probe = Files.createTempFile("kubeuser", "");
        try {
            return (Integer) Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.deleteIfExists(probe);
        }
    }
}
