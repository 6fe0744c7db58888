package dev.kubeuser.base.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The permissions of what only this user may use, as attributes for its creation: a mode where the file system has
 * modes, an access control list on Windows. What is created in such a directory inherits the list.
 */
final class OwnerOnly {

    private static final FileAttribute<?>[] NONE = {};

    private OwnerOnly() {}

    static FileAttribute<?>[] directory(Path place) throws IOException {
        return attributes(place, "rwx------", EnumSet.of(AclEntryFlag.DIRECTORY_INHERIT, AclEntryFlag.FILE_INHERIT));
    }

    static FileAttribute<?>[] file(Path place) throws IOException {
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

    /** This user; the name that the system has for a process tells users of two domains apart. */
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
