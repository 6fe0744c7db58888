package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.Stranger;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who could change what is in a directory, by owners and modes from the root down. */
@RunsOnce
@NeedsUnix
class OwnDirectoryTest {

    private static final int LIMIT = 100;

    @TempDir
    private Path temporary;

    private Path above;

    @BeforeEach
    void resolve() throws IOException {
        above = temporary.toRealPath().resolve("above");
        PrivateFiles.createDirectories(above.resolve("cache/reuse"));
    }

    private OwnDirectory open() throws IOException {
        return OwnDirectory.open(above.resolve("cache"), "reuse");
    }

    private static void setMode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    private void assertRefused(String message) {
        assertThatThrownBy(this::open).isInstanceOf(NotOwnException.class).hasMessageContaining(message);
    }

    @Test
    void own_directory_passes_wherever_it_is() throws IOException {
        assertThat(open().path()).isEqualTo(above.resolve("cache/reuse"));
        assertThat(OwnDirectory.open(above.resolve("./cache/../cache/"), "reuse")
                        .path())
                .isEqualTo(above.resolve("cache/reuse"));
    }

    @Test
    void what_is_missing_is_made_for_this_user_only() throws IOException {
        Path missing = above.resolve("one/two");
        assertThatThrownBy(() -> OwnDirectory.open(missing, "three")).isInstanceOf(NoSuchFileException.class);
        assertThat(above.resolve("one")).doesNotExist();
        Path made = OwnDirectory.make(missing, "three").make("four").path();
        assertThat(made).isEqualTo(missing.resolve("three/four"));
        for (Path each = made; !each.equals(above); each = Objects.requireNonNull(each.getParent())) {
            assertThat(Files.getAttribute(each, "unix:mode")).isEqualTo(040700);
        }
    }

    @Test
    void directory_above_to_which_others_may_write_is_refused() throws IOException {
        setMode(above, 0777);
        assertRefused("others may write to " + above + " and could replace what is there; run chmod go-w on it");
    }

    /** As in a cache directory in /tmp, where others can add files and cannot touch ours. */
    @Test
    void directory_above_may_be_sticky() throws IOException {
        setMode(above, 01777);
        setMode(above.resolve("cache"), 01777);
        assertThat(open().path()).isDirectory();
    }

    @Test
    void directory_itself_may_not_be_sticky_because_others_could_add_to_it() throws IOException {
        setMode(above.resolve("cache/reuse"), 01777);
        assertRefused("others may write to " + above.resolve("cache/reuse"));
    }

    @Test
    void directory_of_another_user_is_refused_and_all_below() throws IOException {
        Stranger.require();
        for (Path strangers : new Path[] {above.resolve("cache/reuse"), above.resolve("cache"), above}) {
            Stranger.give(strangers);
            assertRefused(strangers + " belongs to another user, " + Files.getOwner(strangers));
        }
    }

    /** Many distributions give each user such a group, and with it a umask of 002. */
    @Test
    void group_of_the_owner_alone_may_write() throws IOException {
        Stranger.require();
        setMode(above, 0775);
        assertThat(open().path()).isDirectory();
        GroupPrincipal others =
                above.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName("daemon");
        Objects.requireNonNull(Files.getFileAttributeView(above, PosixFileAttributeView.class))
                .setGroup(others);
        assertRefused("others may write to " + above);
    }

    @Test
    void own_links_are_followed_above() throws IOException {
        Path link = Files.createSymbolicLink(above.resolve("link"), Path.of("../above/cache"));
        assertThat(OwnDirectory.open(link, "reuse").path()).isEqualTo(above.resolve("cache/reuse"));
        Path absolute = Files.createSymbolicLink(above.resolve("absolute"), above.resolve("link"));
        assertThat(OwnDirectory.make(absolute, "new").path()).isEqualTo(above.resolve("cache/new"));
        Path loop = Files.createSymbolicLink(above.resolve("loop"), Path.of("loop"));
        assertThatThrownBy(() -> OwnDirectory.open(loop, "reuse")).isInstanceOf(FileSystemLoopException.class);
    }

    @Test
    void link_of_another_user_is_not_followed() throws IOException {
        Stranger.require();
        setMode(above, 01777);
        Path link = Stranger.give(Files.createSymbolicLink(above.resolve("link"), above.resolve("cache")));
        assertThatThrownBy(() -> OwnDirectory.open(link, "reuse"))
                .isInstanceOf(NotOwnException.class)
                .hasMessageContaining(link + " belongs to another user");
    }

    @Test
    void directory_itself_is_no_link() throws IOException {
        Files.createSymbolicLink(above.resolve("cache/link"), above);
        assertThatThrownBy(() -> open().open("missing")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> OwnDirectory.make(above.resolve("cache"), "link"))
                .isInstanceOf(NotOwnException.class)
                .hasMessageContaining("link is not a directory; remove it");
    }

    @Test
    void file_is_read_if_nobody_else_could_have_written_it() throws IOException {
        Path file = PrivateFiles.write(above.resolve("cache/reuse/file"), "words");
        assertThat(open().read("file", LIMIT)).isEqualTo("words");
        setMode(file, 0666);
        assertThatThrownBy(() -> open().read("file", LIMIT)).hasMessageContaining("others may write to " + file);
        setMode(file, 0644);
        assertThatThrownBy(() -> open().read("file", 4)).hasMessageContaining(file + " is larger than 4 bytes");
        assertThatThrownBy(() -> open().read("missing", LIMIT)).isInstanceOf(NoSuchFileException.class);
        Files.createSymbolicLink(file.resolveSibling("link"), file);
        assertThatThrownBy(() -> open().read("link", LIMIT)).hasMessageContaining("link is not a regular file");
        Files.createDirectory(file.resolveSibling("directory"));
        assertThatThrownBy(() -> open().read("directory", LIMIT))
                .hasMessageContaining("directory is not a regular file");
    }

    @Test
    void file_of_another_user_is_not_read() throws IOException {
        Stranger.require();
        Path file = Stranger.give(PrivateFiles.write(above.resolve("cache/reuse/file"), "words"));
        assertThatThrownBy(() -> open().read("file", LIMIT)).hasMessageContaining(file + " belongs to another user");
        assertThatThrownBy(() -> open().write("file")).hasMessageContaining(file + " belongs to another user");
    }

    @Test
    void file_is_made_for_this_user_only() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (FileChannel lock = open().write("lock")) {
                assertThat(lock.isOpen()).isTrue();
            }
        }
        assertThat(Files.getAttribute(above.resolve("cache/reuse/lock"), "unix:mode"))
                .isEqualTo(0100600);
    }
}
