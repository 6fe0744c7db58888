// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RunsOnce
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
}
