// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.kinds.OwnJvm;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another user of the machine puts in the place of the program. */
@RunsOnce
@NeedsUnix
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherUsersTest {

    private Path directory;
    private Path cache;

    @BeforeEach
    void make() throws IOException {
        // Another user may not be able to enter the directories above that of the build.
        directory = Files.createTempDirectory(Path.of("/tmp").toRealPath(), "other-users-");
        cache = directory.resolve("cache");
    }

    @AfterEach
    void remove() throws IOException {
        PrivateFiles.deleteRecursively(directory);
    }

    private static void assertRefused(ThrowingCallable action, String... words) {
        assertThatThrownBy(action).isInstanceOf(ClusterException.class).hasMessageContainingAll(words);
    }

    private Path unpack() {
        return new BinaryCache(cache)
                .unpack(ControlPlaneBinary.find(
                        HostSystem.current().platform(), KnownVersions.read().standard()));
    }

    /** The bits of the group are also those of an access control list, whoever it names. */
    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwxr-x---", "rwx-----x"})
    void cache_that_others_may_enter_is_not_used(String mode) throws IOException {
        Files.createDirectory(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(mode));
        assertRefused(this::unpack, "others may use " + cache, "run chmod 700 on it", "kubeuser.cache-directory");
        assertThat(cache).isEmptyDirectory();
    }

    /** The other user has no write permission; that reading is allowed is for the class path of this test only. */
    @Test
    void second_user_of_a_cache_directory_is_told_so() throws Exception {
        Stranger.require();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(cache);
        Files.setOwner(
                cache, cache.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon"));
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "--inh-caps=+dac_read_search",
                "--ambient-caps=+dac_read_search"));
        command.addAll(OwnJvm.command());
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), BinaryCacheTest.class.getName(), cache.toString()));
        Process second = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output)
                .contains(cache + " belongs to another user, daemon", "kubeuser.cache-directory")
                .doesNotContain("MB");
    }
}
