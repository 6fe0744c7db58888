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
import java.nio.file.attribute.UserPrincipal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ownership by access control list, as on Windows. Those who may write to the user's home directory may write to what is
 * checked, because the names of administrators differ between languages. Directories above are not checked.
 */
final class ListedOwnership extends Ownership {

    /** With any of them, one can change a file, or put another one into a directory. */
    private static final Set<AclEntryPermission> WRITING = EnumSet.of(
            AclEntryPermission.ADD_FILE,
            AclEntryPermission.ADD_SUBDIRECTORY,
            AclEntryPermission.DELETE_CHILD,
            AclEntryPermission.WRITE_ACL,
            AclEntryPermission.WRITE_OWNER);

    private final HostSystem system;

    ListedOwnership(HostSystem system) {
        this.system = system;
    }

    @Override
    void require(Path place) throws IOException {
        Set<UserPrincipal> strangers = writers(place);
        strangers.removeAll(writers(system.home()));
        strangers.remove(OwnerOnly.user(place));
        if (!strangers.isEmpty()) {
            throw new NotOwnException(
                    strangers.stream().map(UserPrincipal::getName).sorted().collect(Collectors.joining(" and "))
                            + " may write to " + place + " and could replace what is there; run icacls \""
                            + place + "\" /inheritance:r /grant:r \"%USERNAME%:(OI)(CI)F\"");
        }
    }

    private static Set<UserPrincipal> writers(Path place) throws IOException {
        AclFileAttributeView view = Objects.requireNonNull(
                Files.getFileAttributeView(place, AclFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
        Set<UserPrincipal> writers = new LinkedHashSet<>();
        writers.add(view.getOwner());
        view.getAcl().stream()
                .filter(ListedOwnership::isWriting)
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
