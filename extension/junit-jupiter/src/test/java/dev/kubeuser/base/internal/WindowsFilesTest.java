package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A file system with access control lists instead of modes, whichever system this test runs on. It takes no list for
 * the creation of a file, as Windows does, so the tests set the list afterwards.
 */
@RunsOnce
class WindowsFilesTest {

    private final FileSystem files = Jimfs.newFileSystem(Configuration.windows().toBuilder()
            .setAttributeViews("basic", "owner", "acl")
            .build());
    private final Path home = files.getPath("C:\\Users\\me");
    private final HostSystem system =
            new HostSystem(Platform.of("Windows 11", "amd64"), home, files.getPath("C:\\Temp"), name -> null);

    @BeforeEach
    void make_home() throws IOException {
        Files.createDirectories(home);
        view(home).setOwner(user("Administratoren"));
        view(home)
                .setAcl(List.of(
                        allow("SYSTEM", EnumSet.allOf(AclEntryPermission.class)),
                        allow("Administratoren", EnumSet.allOf(AclEntryPermission.class))));
    }

    @AfterEach
    void close() throws IOException {
        files.close();
    }

    @Test
    void nobody_else_may_read() throws IOException {
        for (FileAttribute<?>[] attributes : List.of(OwnerOnly.directory(home), OwnerOnly.file(home))) {
            AclEntry only = onlyEntry(attributes);
            assertThat(only.type()).isEqualTo(AclEntryType.ALLOW);
            assertThat(only.principal()).isEqualTo(OwnerOnly.user(home));
            assertThat(only.permissions()).containsExactlyInAnyOrder(AclEntryPermission.values());
        }
    }

    @Test
    void what_another_program_makes_in_a_directory_inherits_from_it() throws IOException {
        assertThat(onlyEntry(OwnerOnly.directory(home)).flags())
                .containsExactlyInAnyOrder(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT);
        assertThat(onlyEntry(OwnerOnly.file(home)).flags()).isEmpty();
    }

    private static AclEntry onlyEntry(FileAttribute<?>[] attributes) {
        assertThat(attributes).hasSize(1);
        assertThat(attributes[0].name()).isEqualTo("acl:acl");
        assertThat((List<?>) attributes[0].value()).hasSize(1);
        return (AclEntry) ((List<?>) attributes[0].value()).get(0);
    }

    @Test
    void each_file_is_executable() throws IOException {
        Path file = Files.createFile(home.resolve("program"));
        PrivateFiles.makeExecutable(file);
        assertThat(Files.isExecutable(file)).isTrue();
    }

    @Test
    void own_directory_passes() throws IOException {
        Path made = directoryFor(onlyEntry(OwnerOnly.directory(home)));
        assertThatCode(() -> open(made)).doesNotThrowAnyException();
    }

    @Test
    void those_who_may_write_at_home_may_write_to_the_cache() throws IOException {
        Path made = directoryFor(allow("SYSTEM", EnumSet.of(AclEntryPermission.ADD_FILE)));
        assertThatCode(() -> open(made)).doesNotThrowAnyException();
    }

    @Test
    void directory_to_which_others_may_write_is_refused() throws IOException {
        Path made = directoryFor(
                allow("Benutzer", EnumSet.of(AclEntryPermission.ADD_FILE)),
                allow("Gast", EnumSet.of(AclEntryPermission.WRITE_ACL)));
        assertThatThrownBy(() -> open(made))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("Benutzer and Gast may write to " + made, "icacls \"" + made + "\"");
    }

    @Test
    void others_may_read_and_may_be_denied_and_may_write_to_what_is_made_below() throws IOException {
        Path made = directoryFor(
                allow("Benutzer", EnumSet.of(AclEntryPermission.LIST_DIRECTORY, AclEntryPermission.EXECUTE)),
                AclEntry.newBuilder()
                        .setType(AclEntryType.DENY)
                        .setPrincipal(user("Gast"))
                        .setPermissions(AclEntryPermission.ADD_FILE)
                        .build(),
                AclEntry.newBuilder(allow("Ersteller", EnumSet.allOf(AclEntryPermission.class)))
                        .setFlags(AclEntryFlag.INHERIT_ONLY, AclEntryFlag.FILE_INHERIT)
                        .build());
        assertThatCode(() -> open(made)).doesNotThrowAnyException();
    }

    @Test
    void directory_of_another_user_is_refused() throws IOException {
        Path made = directoryFor();
        view(made).setOwner(user("other"));
        assertThatThrownBy(() -> open(made)).hasMessageContaining("other may write to");
    }

    @Test
    void file_of_another_user_is_refused() throws IOException {
        Path made = directoryFor(onlyEntry(OwnerOnly.directory(home)));
        Path file = Files.createFile(made.resolve("ready.json"));
        view(file).setOwner(OwnerOnly.user(home));
        view(file).setAcl(List.of());
        assertThat(open(made).file("ready.json")).isEqualTo(file);
        view(file).setOwner(user("other"));
        assertThatThrownBy(() -> open(made).file("ready.json")).hasMessageContaining("other may write to " + file);
    }

    @Test
    void directory_around_it_is_checked_too() throws IOException {
        Path made = directoryFor(onlyEntry(OwnerOnly.directory(home)));
        Path inner = Files.createDirectory(made.resolve("reuse"));
        view(inner).setOwner(OwnerOnly.user(home));
        view(inner).setAcl(List.of());
        assertThatCode(() -> open(inner)).doesNotThrowAnyException();
        view(made).setAcl(List.of(allow("Gast", EnumSet.of(AclEntryPermission.DELETE_CHILD))));
        assertThatThrownBy(() -> open(inner)).hasMessageContaining("Gast may write to " + made);
    }

    private OwnDirectory open(Path made) throws IOException {
        return OwnDirectory.at(
                Objects.requireNonNull(made.getParent()), made.getFileName().toString(), false, system);
    }

    private Path directoryFor(AclEntry... entries) throws IOException {
        Path made = Files.createDirectory(home.resolve("cache"));
        view(made).setOwner(OwnerOnly.user(home));
        view(made).setAcl(Arrays.asList(entries));
        return made;
    }

    private AclEntry allow(String name, EnumSet<AclEntryPermission> permissions) throws IOException {
        return AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(user(name))
                .setPermissions(permissions)
                .build();
    }

    private UserPrincipal user(String name) throws IOException {
        return files.getUserPrincipalLookupService().lookupPrincipalByName(name);
    }

    private static AclFileAttributeView view(Path path) {
        return Objects.requireNonNull(Files.getFileAttributeView(path, AclFileAttributeView.class));
    }
}
