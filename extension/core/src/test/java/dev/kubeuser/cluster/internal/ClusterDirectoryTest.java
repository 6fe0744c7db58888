// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes with the JVM that is killed, and what is nobody's business here. */
class ClusterDirectoryTest {

    @TempDir
    private Path parent;

    @Test
    void directories_of_killed_jvms_are_removed_and_no_others() throws IOException {
        Path orphan = directory(deadProcess());
        Files.writeString(orphan.resolve("admin.kubeconfig"), "secret");
        Path emptyOrphan = Files.createDirectory(parent.resolve(name(deadProcess()) + "2"));
        Path inUse = directory(ProcessMark.ofThisJvm());
        Path foreign = directory(new ProcessMark("elsewhere.example.test", 1, 1));
        Path otherName = Files.createDirectory(parent.resolve("kubeuser-123456"));
        removeOrphans();
        assertThat(orphan).doesNotExist();
        assertThat(emptyOrphan).as("its JVM was killed at once").doesNotExist();
        assertThat(inUse).isDirectory();
        assertThat(foreign).isDirectory();
        assertThat(otherName).isDirectory();
    }

    @Test
    void directory_of_another_user_stays() throws IOException {
        Path orphan = directory(deadProcess());
        UserPrincipal other =
                parent.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon");
        ClusterDirectory.removeOrphans(parent, other);
        assertThat(orphan).isDirectory();
    }

    /** Whatever ends it, also what no code declares. */
    @Test
    void directory_of_a_start_that_fails_is_removed() {
        AtomicReference<Path> made = new AtomicReference<>();
        Error undeclared = new Error("no class expects it");
        assertThatThrownBy(() -> ClusterDirectory.createFor(false, directory -> {
                    made.set(directory);
                    assertThat(directory).isDirectory();
                    throw undeclared;
                }))
                .isSameAs(undeclared);
        assertThat(made.get()).doesNotExist();
    }

    @Test
    @NeedsUnix
    void directory_that_is_kept_stays() throws IOException {
        Path kept = ClusterDirectory.create(true);
        try {
            ClusterDirectory.removeOrphans(kept.resolveSibling(""), Files.getOwner(kept));
            assertThat(kept).isDirectory();
            assertThat(Files.getPosixFilePermissions(kept)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        } finally {
            ClusterDirectory.remove(kept);
        }
    }

    @Test
    @NeedsUnix
    void link_is_not_followed() throws IOException {
        Path target = Files.createDirectory(parent.resolve("somebody's"));
        Path link = Files.createSymbolicLink(parent.resolve(name(deadProcess())), target);
        removeOrphans();
        assertThat(target).exists();
        assertThat(link).isSymbolicLink();
    }

    private void removeOrphans() throws IOException {
        ClusterDirectory.removeOrphans(parent, Files.getOwner(parent));
    }

    private Path directory(ProcessMark owner) throws IOException {
        return Files.createDirectory(parent.resolve(name(owner)));
    }

    private static String name(ProcessMark owner) {
        return "kubeuser-" + owner.inName() + "-a1b2c3";
    }

    /** The number of this JVM, as an earlier process had it. */
    private static ProcessMark deadProcess() {
        ProcessMark own = ProcessMark.ofThisJvm();
        return new ProcessMark(own.host(), own.pid(), 1);
    }
}
