// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportDestinationTest {

    @TempDir
    private Path directory;

    private static void refused(Path path, String found) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportDestination.parse(path.toString()))
                .withMessageStartingWith("no report can be written to " + path + ", for " + found)
                .withMessageEndingWith("; name another directory, or off");
    }

    @Test
    void off_is_no_directory() {
        assertThat(ReportDestination.parse("off")).isEqualTo(new ReportDestination.Off());
    }

    @Test
    void a_directory_is_made_and_left_empty() {
        Path made = directory.resolve("a/b");
        assertThat(ReportDestination.parse(made.toString())).isEqualTo(new ReportDestination.Directory(made));
        assertThat(made).isEmptyDirectory();
        assertThat(ReportDestination.parse(made.toString())).isEqualTo(new ReportDestination.Directory(made));
    }

    @Test
    @NeedsUnix
    void a_link_to_a_directory_is_one() throws IOException {
        Path target = Files.createDirectory(directory.resolve("target"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertThat(ReportDestination.parse(link.toString())).isEqualTo(new ReportDestination.Directory(link));
    }

    @Test
    void a_file_is_refused_and_so_is_what_is_below_it() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        refused(file, file + " is not a directory");
        refused(file.resolve("report"), file + " is not a directory");
        assertThat(file).hasContent("mine");
    }

    @Test
    @NeedsUnix
    void a_dangling_link_is_refused_and_so_is_what_is_below_it() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        refused(link, link + " is a link to a place that does not exist");
        refused(link.resolve("report"), link + " is a link to a place that does not exist");
    }

    @Test
    void a_file_in_the_place_of_what_JVMs_leave_is_refused() throws IOException {
        Path parts = Files.writeString(directory.resolve("parts"), "mine");
        refused(directory, parts + " is not a directory");
        assertThat(parts).hasContent("mine");
    }

    /** Opening it would wait for ever. */
    @Test
    @NeedsUnix
    void a_pipe_in_the_place_of_a_lock_is_refused() throws IOException, InterruptedException {
        Path lock = Files.createDirectory(directory.resolve("parts")).resolve("lock");
        assertThat(new ProcessBuilder("mkfifo", lock.toString()).start().waitFor())
                .isZero();
        refused(directory, lock + " is not a regular file");
    }

    /** A full disk takes a file, and nothing into it. */
    @Test
    @NeedsUnix
    void a_full_disk_is_refused() throws IOException, InterruptedException {
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=20k", "none", directory.toString())
                .redirectErrorStream(true)
                .start();
        assumeTrue(mount.waitFor() == 0, "it needs the right to mount a file system");
        try {
            refused(directory, directory + " takes no files (");
            assertThat(directory).isEmptyDirectory();
        } finally {
            new ProcessBuilder("umount", directory.toString()).start().waitFor();
        }
    }

    /** The system tells root that it may write there. */
    @Test
    @NeedsUnix
    void a_file_system_that_takes_no_files_is_refused() {
        refused(Path.of("/proc/kubeuser"), "/proc/kubeuser takes no files (");
        refused(Path.of("/proc"), "/proc takes no files (");
    }
}
