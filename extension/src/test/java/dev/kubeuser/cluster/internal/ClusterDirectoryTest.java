package dev.kubeuser.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes with the JVM that is killed, and what is nobody's business here. */
@RunsOnce
class ClusterDirectoryTest {

    @TempDir
    private Path parent;

    @Test
    void directory_of_a_killed_jvm_is_removed() throws IOException {
        Path orphan = directory("kubeuser-1", deadProcess());
        removeOrphans();
        assertThat(orphan).doesNotExist();
    }

    @Test
    void directory_of_a_living_jvm_stays() throws IOException {
        Path inUse = directory("kubeuser-1", ProcessMark.ofThisJvm());
        removeOrphans();
        assertThat(inUse).isDirectory();
    }

    @Test
    void directory_of_another_machine_stays() throws IOException {
        Path foreign = directory("kubeuser-1", new ProcessMark("elsewhere.example.test", 1, 1));
        removeOrphans();
        assertThat(foreign).isDirectory();
    }

    @Test
    void directory_of_another_user_stays() throws IOException {
        Path orphan = directory("kubeuser-1", deadProcess());
        UserPrincipal other =
                parent.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon");
        ClusterDirectory.removeOrphans(parent, other);
        assertThat(orphan).isDirectory();
    }

    @Test
    void link_is_not_followed() throws IOException {
        Path target = directory("somebody's", deadProcess());
        Path link = Files.createSymbolicLink(parent.resolve("kubeuser-1"), target);
        removeOrphans();
        assertThat(target.resolve("owner")).exists();
        assertThat(link).isSymbolicLink();
    }

    @Test
    void one_that_cannot_be_read_keeps_no_other_from_going() throws IOException {
        Path unreadable = Files.createDirectories(parent.resolve("kubeuser-1").resolve("owner"));
        Path orphan = directory("kubeuser-2", deadProcess());
        Path other = directory("kubeuser-0", deadProcess());
        removeOrphans();
        assertThat(unreadable).isDirectory();
        assertThat(orphan).doesNotExist();
        assertThat(other).doesNotExist();
    }

    private void removeOrphans() throws IOException {
        ClusterDirectory.removeOrphans(parent, Files.getOwner(parent));
    }

    private Path directory(String name, ProcessMark owner) throws IOException {
        Path directory = Files.createDirectory(parent.resolve(name));
        Files.writeString(directory.resolve("owner"), owner.toString());
        return directory;
    }

    /** The number of this JVM, as an earlier process had it. */
    private static ProcessMark deadProcess() {
        ProcessMark own = ProcessMark.ofThisJvm();
        return new ProcessMark(own.host(), own.pid(), 1);
    }
}
