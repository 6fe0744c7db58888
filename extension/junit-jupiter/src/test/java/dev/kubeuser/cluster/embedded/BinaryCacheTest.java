// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.HostSystem.Platform;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.base.internal.Sha256;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.OwnJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** The packed program gets out whole, whatever happened to an earlier one. */
@RunsOnce
class BinaryCacheTest {

    @TempDir
    private Path directory;

    /** What another build on the same machine would unpack. */
    private static ControlPlaneBinary controlPlane() {
        return ControlPlaneBinary.find(
                HostSystem.current().platform(), KnownVersions.read().standard());
    }

    /** The control plane takes seconds to unpack. What becomes of a file in the cache does not depend on its size. */
    private ControlPlaneBinary packed;

    @BeforeEach
    void pack(@TempDir Path folder) throws IOException {
        byte[] program = new byte[100_000];
        new Random(1).nextBytes(program);
        Path file = folder.resolve("control-plane.xz");
        try (OutputStream out = new XZOutputStream(Files.newOutputStream(file), new LZMA2Options())) {
            out.write(program);
        }
        packed = new ControlPlaneBinary(
                file.toUri().toURL(),
                "v1.37.0",
                program.length,
                HexFormat.of().formatHex(Sha256.begin().digest(program)));
    }

    /** In a process of its own, as another build on the same machine would do it. */
    public static void main(String[] arguments) {
        try {
            Path cache = Path.of(arguments[0]);
            System.out.println(new BinaryCache(cache).unpack(controlPlane()));
        } catch (ClusterException failure) {
            System.out.println(failure.getMessage());
        }
    }

    @Test
    void unpacks_once_and_privately() throws IOException {
        Path program = unpack();
        assertThat(program).hasSize(packed.size()).isExecutable();
        assertThat(modeOf(program)).isEqualTo("rwx------");
        assertThat(modeOf(homeOf(program))).isEqualTo("rwx------");
        var written = Files.getLastModifiedTime(program);
        assertThat(unpack()).isEqualTo(program);
        assertThat(Files.getLastModifiedTime(program)).isEqualTo(written);
        assertThat(unpack()).isEqualTo(program);
        assertThat(filesIn(homeOf(program))).containsExactly("control-plane");
    }

    @Test
    void replaces_a_truncated_program() throws IOException {
        Path program = unpack();
        Files.write(program, new byte[64]);
        assertThat(digest(unpack())).isEqualTo(packed.sha256());
    }

    /** Another start of this JVM may be about to run it. */
    @Test
    void a_program_that_is_replaced_can_be_run_at_any_time() throws Exception {
        Path program = unpack();
        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<Boolean> always = CompletableFuture.supplyAsync(() -> {
            boolean isExecutable = true;
            while (!isOver.get()) {
                isExecutable &= Files.isExecutable(program);
            }
            return isExecutable;
        });
        for (int replaced = 0; replaced < 50; replaced++) {
            Files.write(program, new byte[64]);
            unpack();
        }
        isOver.set(true);
        assertThat(always.get(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void two_processes_unpack_at_once() throws IOException, InterruptedException {
        Process first = unpackElsewhere(directory);
        Process second = unpackElsewhere(directory);
        assertThat(outputOf(first)).endsWith("control-plane");
        assertThat(outputOf(second)).endsWith("control-plane");
        packed = controlPlane();
        Path program = unpack();
        assertThat(outputOf(new ProcessBuilder(program.toString(), "--version").start()))
                .contains("v1.");
        assertThat(filesIn(homeOf(program))).containsExactly("control-plane");
    }

    /** An unknown one may belong to a JVM in another container: only its age says that it has ended. */
    @Test
    void removes_what_killed_processes_left_of_their_unpacking_and_nothing_else() throws IOException {
        Path program = unpack();
        ProcessMark own = ProcessMark.ofThisJvm();
        Path dead = part(new ProcessMark(own.host(), own.pid(), 1).inName() + "-1");
        Path old = part("1");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path living = part(own.inName() + "-1");
        Path unknown = part("999999999-1");
        Files.delete(program);
        unpack();
        assertThat(filesIn(directory))
                .contains(living.getFileName().toString(), unknown.getFileName().toString())
                .doesNotContain(dead.getFileName().toString(), old.getFileName().toString());
        assertThat(unknown).hasContent("half a program");
        assertThat(filesIn(homeOf(program))).containsExactly("control-plane");
    }

    private Path part(String process) throws IOException {
        return Files.writeString(directory.resolve("part-" + process), "half a program");
    }

    private static String digest(Path file) throws IOException {
        return HexFormat.of().formatHex(Sha256.begin().digest(Files.readAllBytes(file)));
    }

    @Test
    @NeedsUnix
    void directory_that_others_may_enter_is_refused() throws IOException {
        Path home = homeOf(unpack());
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(this::unpack)
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll(
                        "others may use " + home.toRealPath(), "chmod 700", "kubeuser.cache-directory");
    }

    /** The bits of the group are also those of an access control list, whoever it names. */
    @ParameterizedTest
    @NeedsUnix
    @ValueSource(strings = {"rwxrwx---", "rwxr-x---", "rwx-----x"})
    void cache_that_others_may_enter_is_not_used(String mode) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(this::unpack)
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll(
                        "others may use " + directory.toRealPath(), "run chmod 700 on it", "kubeuser.cache-directory");
        assertThat(directory).isEmptyDirectory();
    }

    /** The other user has no write permission; that reading is allowed is for the class path of this test only. */
    @Test
    void second_user_of_a_cache_directory_is_told_so() throws IOException, InterruptedException {
        Stranger.require();
        // Another user may not be able to enter the directories above that of the build.
        Path cache = Files.createTempDirectory(Path.of("/tmp").toRealPath(), "other-users-");
        try {
            Files.setOwner(
                    cache, cache.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon"));
            assertThat(outputOf(unpackElsewhere(
                            cache,
                            "setpriv",
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups",
                            "--inh-caps=+dac_read_search",
                            "--ambient-caps=+dac_read_search")))
                    .contains(cache + " belongs to another user, daemon", "kubeuser.cache-directory")
                    .doesNotContain("MB");
        } finally {
            Files.delete(cache);
        }
    }

    /** Somebody who could enter here for a moment may have planted it. */
    @Test
    void program_of_a_stranger_is_replaced() throws IOException {
        Stranger.require();
        Path program = Stranger.give(unpack());
        assertThat(unpack()).isEqualTo(program);
        assertThat(Files.getOwner(program).getName()).isEqualTo("root");
        assertThat(digest(program)).isEqualTo(packed.sha256());
    }

    @Test
    void says_so_if_the_directory_is_a_file() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> new BinaryCache(file).unpack(packed))
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll(file.toRealPath() + " is not a directory", "kubeuser.cache-directory");
    }

    /** A limit on the size of files fails in the middle of the writing, as a full disk does. */
    @Test
    @NeedsUnix
    void says_so_if_the_disk_is_full_and_leaves_nothing() throws IOException, InterruptedException {
        Process process = unpackElsewhere(directory, "/bin/sh", "-c", "ulimit -f 20000; exec \"$@\"", "sh");
        assertThat(outputOf(process)).contains("could not be unpacked into", "kubeuser.cache-directory");
        try (Stream<Path> left = Files.walk(directory)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void machine_for_which_there_is_no_program_is_told_so_in_one_sentence() {
        assertThatThrownBy(() -> ControlPlaneBinary.find(
                        Platform.of("Plan 9", "mips"), KnownVersions.read().standard()))
                .isInstanceOf(ClusterException.class)
                .hasMessage("The embedded control plane does not exist for plan-9-mips, only for linux-amd64,"
                        + " linux-arm64, darwin-amd64, darwin-arm64, windows-amd64: set kubeuser.cluster to k3s or"
                        + " existing");
    }

    @Test
    void program_for_another_machine_is_not_there() {
        Platform other = new Platform(HostSystem.current().isWindows() ? "linux" : "windows", "amd64");
        assertThatThrownBy(() ->
                        ControlPlaneBinary.find(other, KnownVersions.read().standard()))
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll(
                        "no embedded control plane of Kubernetes ",
                        " for " + other,
                        "dev.kubeuser:kubeuser-control-plane-",
                        "kubeuser.control-plane.binary");
    }

    private Path unpack() {
        return new BinaryCache(directory).unpack(packed);
    }

    /** In a process of its own, behind another command. */
    private static Process unpackElsewhere(Path cache, String... front) throws IOException {
        List<String> command = new ArrayList<>(List.of(front));
        command.addAll(OwnJvm.command());
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), BinaryCacheTest.class.getName(), cache.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String outputOf(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }

    private static Path homeOf(Path program) {
        return Objects.requireNonNull(program.getParent());
    }

    private static String modeOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static List<String> filesIn(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
