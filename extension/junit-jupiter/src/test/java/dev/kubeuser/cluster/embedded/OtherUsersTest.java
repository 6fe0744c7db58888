package dev.kubeuser.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.ReuseDirectory;
import dev.kubeuser.cluster.internal.ReuseKey;
import dev.kubeuser.kinds.OwnJvm;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.Stranger;
import dev.kubeuser.version.internal.KnownVersions;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another user of the machine plants where JVMs look for shared clusters, or puts in the place of the program. */
@RunsOnce
@NeedsUnix
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherUsersTest {

    private static final String KEY = "0123456789abcdef";

    private Path directory;
    private Path cache;
    private Path secret;
    private Path precious;

    @BeforeEach
    void make_what_is_to_be_protected() throws IOException {
        // Another user may not be able to enter the directories above that of the build.
        directory = Files.createTempDirectory(Path.of("/tmp").toRealPath(), "other-users-");
        cache = directory.resolve("cache");
        secret = PrivateFiles.write(directory.resolve("secret"), "token,of,this,user");
        precious = Files.createDirectory(directory.resolve("kubeuser-thesis"));
        Files.writeString(precious.resolve("chapter-1"), "words");
    }

    @AfterEach
    void nothing_precious_is_gone() throws IOException {
        try {
            assertThat(precious.resolve("chapter-1")).exists();
        } finally {
            PrivateFiles.deleteRecursively(directory);
        }
    }

    private ClusterSpec shared() {
        ClusterSpec defaults = ClusterSpec.defaults();
        return defaults.withLaunch(defaults.launch().withCacheDirectory(cache).withReuseIdle(Duration.ofSeconds(1)));
    }

    private void start() {
        EmbeddedCluster.start(shared()).close();
    }

    private void cleanUp() {
        assertThat(ReusedControlPlanes.end(cache)).isNotNull();
    }

    /** The directory of the one cluster that {@link #shared} describes, made by this user. */
    private Path place() throws IOException {
        Path place = cache.resolve("reuse")
                .resolve(EmbeddedReuse.of(shared(), Duration.ofSeconds(1))
                        .directory()
                        .key()
                        .text());
        PrivateFiles.createDirectories(place);
        return place;
    }

    private void openToAll() throws IOException {
        PrivateFiles.createDirectories(cache);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        setMode(cache, 01777);
    }

    private static void setMode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    private String ready(Path place, Path socket, Path tokens) {
        return "{\"status\":\"ready\",\"server\":\"https://127.0.0.1:1\",\"version\":\"v1.37.0\",\"pid\":\"1\","
                + "\"kubeconfig\":\"" + place.resolve("admin.kubeconfig") + "\","
                + "\"adminTokens\":\"" + tokens + "\","
                + "\"serverCertificateAuthority\":\"" + place.resolve("ca.crt") + "\","
                + "\"auditLog\":\"" + place.resolve("audit.log") + "\",\"log\":\"" + place.resolve("log") + "\","
                + "\"lifeline\":\"" + socket + "\"}";
    }

    /** Says to each who connects that a directory is theirs, and counts them. */
    private static final class Answering implements AutoCloseable {

        private final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        private final AtomicInteger connections = new AtomicInteger();

        Answering(Path socket, Path answer) throws IOException {
            listener.bind(UnixDomainSocketAddress.of(socket));
            new Thread(() -> answer(answer), "planted").start();
        }

        private void answer(Path answer) {
            try {
                while (true) {
                    SocketChannel user = listener.accept();
                    connections.incrementAndGet();
                    user.write(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8)));
                }
            } catch (AsynchronousCloseException end) {
                return;
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static void assertRefused(ThrowingCallable action, String... words) {
        assertThatThrownBy(action).isInstanceOf(ClusterException.class).hasMessageContainingAll(words);
    }

    /** Anyone can work out the key, and may write to such a cache directory. */
    @Test
    void cluster_that_a_stranger_plants_is_not_used() throws Exception {
        Stranger.require();
        Path place = place();
        PrivateFiles.deleteRecursively(cache);
        openToAll();
        Path socket = place.resolve("s");
        Stranger.run("umask 022; mkdir -p " + place + "; cat > " + place.resolve("ready.json") + " <<END\n"
                + ready(place, socket, secret) + "\nEND\n");
        try (Answering planted = new Answering(socket, precious)) {
            assertRefused(
                    this::start, place.resolveSibling("") + " belongs to another user", "kubeuser.cache-directory");
            assertRefused(this::cleanUp, place.resolveSibling("") + " belongs to another user");
            assertThat(planted.connections).hasValue(0);
        }
    }

    /** As somebody could have made it while others could write to the directory. */
    @Test
    void cluster_of_a_stranger_in_an_own_directory_is_not_used() throws Exception {
        Stranger.require();
        Path place = place();
        Path socket = place.resolve("s");
        Path state = Files.writeString(place.resolve("ready.json"), ready(place, socket, place.resolve("t")));
        try (Answering planted = new Answering(socket, place.resolve("user-1"))) {
            Stranger.give(state);
            assertRefused(this::start, state + " belongs to another user");
            Stranger.give(place);
            assertRefused(this::start, place + " belongs to another user");
            assertRefused(this::cleanUp, place + " belongs to another user");
            assertThat(planted.connections).hasValue(0);
        }
    }

    /** Whoever wrote the file: what it names is read, and sent to the server that it names. */
    @Test
    void cluster_names_no_file_outside_of_its_directory() throws Exception {
        Path place = place();
        Path socket = place.resolve("s");
        for (Path elsewhere : List.of(secret, place.resolve("..").resolve("secret"))) {
            Files.writeString(place.resolve("ready.json"), ready(place, socket, elsewhere));
            try (Answering planted = new Answering(socket, place.resolve("user-1"))) {
                assertRefused(
                        this::start, "its adminTokens is " + elsewhere, "kubeuser cleanup", "remove the directory");
                assertThat(planted.connections).hasValue(0);
            }
            Files.delete(socket);
        }
        cleanUp();
        assertThat(place).doesNotExist();
    }

    @Test
    void socket_outside_of_the_directory_is_no_strangers() throws Exception {
        Stranger.require();
        Path place = place();
        Path outside = Files.createTempDirectory("kubeuser-");
        Path socket = outside.resolve("lifeline");
        Files.writeString(place.resolve("ready.json"), ready(place, socket, place.resolve("t")));
        try (Answering planted = new Answering(socket, precious)) {
            Stranger.give(outside);
            assertRefused(this::start, "its lifeline is " + socket);
            assertThat(planted.connections).hasValue(0);
        } finally {
            PrivateFiles.deleteRecursively(outside);
        }
    }

    /** A control plane that ends removes its socket before the file that names it. */
    @Test
    void socket_that_is_gone_is_that_of_a_cluster_that_ends() throws Exception {
        Path place = place();
        Path gone = HostSystem.current().temporary().resolve("kubeuser-gone/lifeline");
        Files.writeString(place.resolve("ready.json"), ready(place, gone, place.resolve("t")));
        assertThat(EmbeddedReuse.of(shared(), Duration.ofSeconds(1))
                        .directory()
                        .ofControlPlane()
                        .flatMap(SharedControlPlane::attach))
                .isEmpty();
    }

    /** This JVM writes to that directory, and removes it in the end. */
    @Test
    void directory_that_a_cluster_gives_to_a_jvm_is_in_its_own() throws Exception {
        Path place = place();
        Path socket = place.resolve("s");
        Files.writeString(place.resolve("ready.json"), ready(place, socket, place.resolve("t")));
        for (Path elsewhere : List.of(precious, place.resolve("user-1/../../../kubeuser-thesis"), place)) {
            try (Answering planted = new Answering(socket, elsewhere)) {
                assertRefused(this::start, "the directory " + elsewhere, "kubeuser cleanup");
                assertThat(planted.connections).hasPositiveValue();
            }
            Files.delete(socket);
        }
    }

    @Test
    void note_that_a_stranger_plants_removes_nothing() throws Exception {
        Stranger.require();
        openToAll();
        Stranger.run("mkdir -p " + cache + "/reuse/" + KEY + "/lifeline; printf %s " + precious + " > " + cache
                + "/reuse/" + KEY + "/lifeline/socket");
        assertRefused(this::cleanUp, cache.resolve("reuse") + " belongs to another user");
    }

    @Test
    void note_removes_only_sockets_in_the_temporary_directory() throws Exception {
        Path temporary = HostSystem.current().temporary();
        Path ours = PrivateFiles.createDirectory(temporary, "kubeuser-");
        Path full = PrivateFiles.createDirectory(temporary, "kubeuser-");
        Path open = PrivateFiles.createDirectory(temporary, "kubeuser-");
        Path link = Files.createSymbolicLink(temporary.resolve(full.getFileName() + "-link"), open);
        try (Answering one = new Answering(ours.resolve("lifeline"), precious);
                Answering other = new Answering(open.resolve("lifeline"), precious)) {
            Files.writeString(full.resolve("chapter-1"), "words");
            setMode(open, 0755);
            for (Path named : List.of(precious, full, open, link, ours)) {
                Path left = Files.createDirectory(directory.resolve("left"));
                Files.createDirectory(left.resolve("lifeline"));
                Files.writeString(left.resolve("lifeline/socket"), named.toString());
                ClusterDirectory.remove(left);
                assertThat(left).doesNotExist();
            }
            assertThat(List.of(precious, full, open, link)).allMatch(Files::exists);
            assertThat(full.resolve("chapter-1")).exists();
            assertThat(open.resolve("lifeline")).exists();
            assertThat(ours).doesNotExist();
            assertThat(one.connections).hasValue(0);
            assertThat(other.connections).hasValue(0);
        } finally {
            for (Path each : List.of(link, full, open, ours)) {
                PrivateFiles.deleteRecursively(each);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reuse", "reuse/KEY", "reuse/KEY/ready.json", "reuse/lock"})
    void pipe_keeps_nobody_waiting(String name) throws Exception {
        Path place = place();
        Path pipe = cache.resolve(name.replace("KEY", place.getFileName().toString()));
        PrivateFiles.deleteRecursively(pipe);
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        String kind = name.endsWith("reuse") || name.endsWith("KEY") ? "a directory" : "a regular file";
        assertRefused(this::start, pipe + " is not " + kind + "; remove it");
        assertRefused(this::cleanUp, pipe + " is not " + kind + "; remove it");
    }

    /** As JVMs use it that share a container: their files are in the same directory, and the lock is the same. */
    @Test
    void directory_for_containers_is_no_strangers_either() throws Exception {
        Stranger.require();
        Path reuse = Files.createDirectories(cache.resolve("reuse"));
        Stranger.give(reuse);
        assertRefused(
                () -> ReuseDirectory.of(cache, new ReuseKey(KEY)).forThisJvm(), reuse + " belongs to another user");
        Files.delete(reuse);
        ReuseDirectory ours = ReuseDirectory.of(cache, new ReuseKey(KEY));
        assertThat(ours.forThisJvm()).hasParent(reuse);
        Stranger.give(Files.createFile(reuse.resolve("lock")));
        assertRefused(
                () -> ours.lock(Duration.ofMinutes(1)).holding(() -> "held"),
                reuse.resolve("lock") + " belongs to another user");
    }

    @Test
    void link_in_the_place_of_a_cluster_is_not_followed() throws Exception {
        Path place = place();
        Files.delete(place);
        Files.createSymbolicLink(place, precious);
        assertRefused(this::start, place + " is not a directory; remove it");
        assertRefused(this::cleanUp, place + " is not a directory; remove it");
    }

    private Path unpack() {
        return new BinaryCache(cache)
                .unpack(PackedBinary.find(
                        HostSystem.current().platform(), KnownVersions.read().standard()));
    }

    /** Between the verification of the program and its start. */
    @Test
    void stranger_cannot_swap_the_cache_directory() throws Exception {
        Stranger.require();
        Path theirs = directory.resolve("theirs");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(theirs);
        cache = Files.createDirectory(theirs.resolve("cache"));
        Stranger.give(theirs);
        Stranger.run("mkdir " + theirs + "/planted");
        Process swapping = Stranger.start("cd " + theirs
                + "; while true; do mv cache own; mv planted cache; mv cache planted; mv own cache; done");
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            do {
                assertRefused(this::unpack, theirs + " belongs to another user", "kubeuser.cache-directory");
                assertRefused(this::start, theirs + " belongs to another user", "kubeuser.cache-directory");
            } while (System.nanoTime() < end);
        } finally {
            swapping.destroyForcibly().waitFor();
        }
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
