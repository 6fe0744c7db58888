package dev.kubeuser.base.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that only this user and those who administer the machine can write to a directory. */
public final class OwnDirectory {

    private static final int STICKY = 0b001_000_000_000;
    private static final int ROOT = 0;

    /** With any of them, one can put another program into a directory. */
    private static final Set<AclEntryPermission> WRITING = EnumSet.of(
            AclEntryPermission.ADD_FILE,
            AclEntryPermission.ADD_SUBDIRECTORY,
            AclEntryPermission.DELETE_CHILD,
            AclEntryPermission.WRITE_ACL,
            AclEntryPermission.WRITE_OWNER);

    private OwnDirectory() {}

    /**
     * Fails if another user owns the directory or may write to it.
     *
     * @throws IOException says which directory it is, what is wrong, and what to do
     */
    public static void require(Path directory) throws IOException {
        require(directory, HostSystem.current());
    }

    /** As {@link #require(Path)}. On Windows, those who may write to the user's home directory may write here, too. */
    static void require(Path directory, HostSystem system) throws IOException {
        Set<String> views = directory.getFileSystem().supportedFileAttributeViews();
        if (views.contains("unix")) {
            requireByMode(directory);
        } else if (views.contains("acl")) {
            requireByList(directory, system);
        }
    }

    private static void requireByMode(Path directory) throws IOException {
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

    /** Compares with the home directory, because the names of administrators differ between languages. */
    private static void requireByList(Path directory, HostSystem system) throws IOException {
        Set<UserPrincipal> strangers = writers(directory);
        strangers.removeAll(writers(system.home()));
        strangers.remove(OwnerOnly.user(directory));
        if (!strangers.isEmpty()) {
            throw new IOException(
                    strangers.stream().map(UserPrincipal::getName).sorted().collect(Collectors.joining(" and "))
                            + " may write to " + directory + " and could put another program there; run icacls \""
                            + directory + "\" /inheritance:r /grant:r \"%USERNAME%:(OI)(CI)F\"");
        }
    }

    private static Set<UserPrincipal> writers(Path directory) throws IOException {
        AclFileAttributeView view =
                Objects.requireNonNull(Files.getFileAttributeView(directory, AclFileAttributeView.class));
        Set<UserPrincipal> writers = new LinkedHashSet<>();
        writers.add(view.getOwner());
        view.getAcl().stream()
                .filter(OwnDirectory::isWriting)
                .map(AclEntry::principal)
                .forEach(writers::add);
        return writers;
    }

    /** An entry that is only inherited says nothing of the directory itself. */
    private static boolean isWriting(AclEntry entry) {
        return entry.type() == AclEntryType.ALLOW
                && !entry.flags().contains(AclEntryFlag.INHERIT_ONLY)
                && !Collections.disjoint(entry.permissions(), WRITING);
    }
}
