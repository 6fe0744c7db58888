// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

    @TempDir
    private Path directory;

    @Test
    void nobody_else_may_read() throws IOException {
        Path parent = directory.resolve("parent");
        PrivateFiles.createIfMissing(parent);
        PrivateFiles.createIfMissing(parent);
        Path made = PrivateFiles.createDirectory(parent, "name-");
        Path file = PrivateFiles.write(made.resolve("key"), "secret");
        assertOwnerOnly(parent, "rwx------");
        assertOwnerOnly(made, "rwx------");
        assertOwnerOnly(file, "rw-------");
        assertThat(file).hasContent("secret");
    }

    @Test
    void file_that_is_there_is_not_overwritten() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "somebody's");
        assertThatThrownBy(() -> PrivateFiles.write(file, "secret")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("somebody's");
    }

    @Test
    void removal_takes_all_and_follows_no_link() throws IOException {
        Path outside = Files.writeString(directory.resolve("outside"), "stays");
        Path made = PrivateFiles.createDirectory(directory, "name-");
        Files.createSymbolicLink(made.resolve("link"), outside);
        Files.createSymbolicLink(made.resolve("up"), directory);
        PrivateFiles.write(Files.createDirectories(made.resolve("a/b")).resolve("key"), "secret");
        PrivateFiles.deleteRecursively(made);
        assertThat(made).doesNotExist();
        assertThat(outside).hasContent("stays");
        PrivateFiles.deleteRecursively(made);
    }

    private static void assertOwnerOnly(Path path, String mode) throws IOException {
        AclFileAttributeView list = Files.getFileAttributeView(path, AclFileAttributeView.class);
        if (list == null) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo(mode);
        } else {
            assertThat(list.getAcl()).extracting(AclEntry::principal).containsOnly(PrivateFiles.user(path));
        }
    }

    /** A file system with access control lists instead of modes, whichever system this test runs on. */
    @Nested
    class OnWindows {

        private final FileSystem files = Jimfs.newFileSystem(Configuration.windows().toBuilder()
                .setAttributeViews("basic", "owner", "acl")
                .build());
        private final Path home = files.getPath("C:\\Users\\me");

        @BeforeEach
        void make_home() throws IOException {
            Files.createDirectories(home);
        }

        @AfterEach
        void close() throws IOException {
            files.close();
        }

        @Test
        void nobody_else_may_read() throws IOException {
            for (FileAttribute<?>[] attributes :
                    List.of(PrivateFiles.attributesOfDirectory(home), PrivateFiles.attributesOfFile(home))) {
                AclEntry only = onlyEntry(attributes);
                assertThat(only.type()).isEqualTo(AclEntryType.ALLOW);
                assertThat(only.principal()).isEqualTo(PrivateFiles.user(home));
                assertThat(only.permissions()).containsExactlyInAnyOrder(AclEntryPermission.values());
            }
        }

        @Test
        void what_another_program_makes_in_a_directory_inherits_from_it() throws IOException {
            assertThat(onlyEntry(PrivateFiles.attributesOfDirectory(home)).flags())
                    .containsExactlyInAnyOrder(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT);
            assertThat(onlyEntry(PrivateFiles.attributesOfFile(home)).flags()).isEmpty();
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
    }
}
