// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file system with access control lists instead of modes, whichever system this test runs on. */
@RunsOnce
class WindowsFilesTest {

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
