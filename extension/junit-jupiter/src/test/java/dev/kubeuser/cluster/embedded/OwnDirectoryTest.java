// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.embedded.BinaryCache.OwnDirectory;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who else may enter a directory, by its owner and mode. */
@RunsOnce
@NeedsUnix
class OwnDirectoryTest {

    @TempDir
    private Path temporary;

    private Path cache;

    @BeforeEach
    void resolve() throws IOException {
        cache = temporary.toRealPath().resolve("above/cache");
    }

    private static void setMode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void assertRefused(ThrowingCallable opening, String message) {
        assertThatThrownBy(opening)
                .isInstanceOf(OwnDirectory.NotOwnException.class)
                .hasMessageContaining(message);
    }

    @Test
    void what_is_missing_is_made_for_this_user_only() throws IOException {
        Path made = OwnDirectory.open(cache).open("programs").path();
        assertThat(made).isEqualTo(cache.resolve("programs"));
        for (Path each = made; !each.endsWith("above"); each = Objects.requireNonNull(each.getParent())) {
            assertThat(Files.getAttribute(each, "unix:mode")).isEqualTo(040700);
        }
        assertThat(OwnDirectory.open(cache).open("programs").path()).isEqualTo(made);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwxr-x---", "rwx--x---", "rwx---r--", "rwx-----x", "rwxrwxrwx"})
    void no_bit_of_others_is_accepted(String mode) throws IOException {
        OwnDirectory opened = OwnDirectory.open(cache);
        Path programs = opened.open("programs").path();
        setMode(programs, mode);
        assertRefused(
                () -> opened.open("programs"), "others may use " + programs + ", and could replace what is there");
        setMode(cache, mode);
        assertRefused(() -> OwnDirectory.open(cache), "others may use " + cache);
    }

    @Test
    void directory_of_another_user_is_refused() throws IOException {
        Stranger.require();
        OwnDirectory opened = OwnDirectory.open(cache);
        Path programs = Stranger.give(opened.open("programs").path());
        assertRefused(
                () -> opened.open("programs"), programs + " belongs to another user, " + Files.getOwner(programs));
        Stranger.give(cache);
        assertRefused(() -> OwnDirectory.open(cache), cache + " belongs to another user");
    }

    @Test
    void link_is_followed_to_the_cache_and_not_in_it() throws IOException {
        OwnDirectory opened = OwnDirectory.open(cache);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), cache);
        assertThat(OwnDirectory.open(link).path()).isEqualTo(cache);
        Files.createSymbolicLink(cache.resolve("programs"), Files.createDirectory(temporary.resolve("elsewhere")));
        assertRefused(() -> opened.open("programs"), "programs is not a directory; remove it");
        Files.createFile(cache.resolve("file"));
        assertRefused(() -> opened.open("file"), "file is not a directory; remove it");
    }

    @Test
    void file_counts_if_it_is_this_users_alone_and_of_its_size() throws IOException {
        OwnDirectory opened = OwnDirectory.open(cache);
        Path file = PrivateFiles.write(cache.resolve("file"), "words");
        assertThat(opened.has("file", 5)).isTrue();
        assertThat(opened.has("file", 4)).isFalse();
        assertThat(opened.has("missing", 5)).isFalse();
        Files.createSymbolicLink(cache.resolve("link"), file);
        assertThat(opened.has("link", 5)).isFalse();
        setMode(file, "rw-rw----");
        assertThat(opened.has("file", 5)).isFalse();
    }

    @Test
    void file_of_another_user_does_not_count() throws IOException {
        Stranger.require();
        OwnDirectory opened = OwnDirectory.open(cache);
        Stranger.give(PrivateFiles.write(cache.resolve("file"), "words"));
        assertThat(opened.has("file", 5)).isFalse();
    }
}
