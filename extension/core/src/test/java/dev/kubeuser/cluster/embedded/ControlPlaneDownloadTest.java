// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.embedded.ControlPlaneBinary.ControlPlaneDownload;
import dev.kubeuser.testkit.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the list in the archive does not name is not kept. */
class ControlPlaneDownloadTest {

    private static final byte[] JAR = "a jar".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    private static final String FILE = "kubeuser-control-plane-1.36.jar";

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path cache;

    private final AtomicInteger requests = new AtomicInteger();
    private volatile byte[] served = JAR;

    @AutoClose
    private LoopbackServer server;

    @BeforeEach
    void serve() throws IOException {
        server = LoopbackServer.start().at("/v1/" + FILE, exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(served);
        });
    }

    private ControlPlaneDownload download() throws Exception {
        return at("/v1");
    }

    private ControlPlaneDownload at(String path) throws Exception {
        return from("http://" + server.authority() + path);
    }

    private static ControlPlaneDownload from(String place) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(JAR));
        return new ControlPlaneDownload(URI.create(place), FILE, JAR.length, sha256);
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void assertRefused(ThrowingCallable fetching, String... words) throws IOException {
        assertThatExceptionOfType(ClusterException.class).isThrownBy(fetching).withMessageContainingAll(words);
        assertThat(kept()).isEmpty();
    }

    @Test
    void it_is_downloaded_once() throws Exception {
        Path jar = download().fetch(cache, LIMIT);
        assertThat(jar).hasBinaryContent(JAR);
        assertThat(download().fetch(cache, LIMIT)).isEqualTo(jar);
        assertThat(requests).hasValue(1);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no modes")
    void only_its_user_may_read_it() throws Exception {
        Path jar = download().fetch(cache, LIMIT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(jar)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(jar.resolveSibling("."))))
                .isEqualTo("rwx------");
    }

    @Test
    void another_file_of_the_same_size_is_refused() throws Exception {
        served = JAR.clone();
        served[7] ^= 1;
        assertRefused(
                () -> download().fetch(cache, LIMIT),
                "its SHA-256 is ",
                "and should be ",
                FILE,
                "kubeuser.control-plane.url");
    }

    @Test
    void no_more_is_read_than_it_has() throws Exception {
        served = "endless".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        assertRefused(() -> download().fetch(cache, LIMIT), "it is larger than 500000 bytes");
    }

    @Test
    void a_spoiled_one_is_downloaded_once_more() throws Exception {
        Path jar = download().fetch(cache, LIMIT);
        Files.writeString(jar, "spoiled");
        assertThat(download().fetch(cache, LIMIT)).hasBinaryContent(JAR);
        assertThat(requests).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://192.0.2.1/v1", "ftp://127.0.0.1/v1", "file:///v1", "http://127.0.0.1.example.com/v1"})
    void a_place_that_others_can_read_on_the_way_to_is_refused(String place) throws IOException {
        assertRefused(() -> from(place).fetch(cache, LIMIT), "https, or http on loopback");
    }

    @Test
    void one_that_drips_ends_at_the_limit() throws Exception {
        server.at("/slow/", LoopbackServer::drip);
        assertRefused(() -> at("/slow").fetch(cache, Duration.ofSeconds(1)), "it took longer than 1 s");
    }

    @Test
    void a_silent_server_does_not_keep_an_interrupted_start() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        server.at("/silent/", exchange -> {
            asked.countDown();
            Thread.sleep(LIMIT.toMillis());
        });
        ControlPlaneDownload silent = at("/silent");
        FutureTask<Throwable> start = new FutureTask<>(() -> catchThrowable(() -> silent.fetch(cache, LIMIT)));
        Thread thread = new Thread(start);
        thread.start();
        asked.await();
        thread.interrupt();
        assertThat(start.get(30, TimeUnit.SECONDS)).hasMessageContaining("it was interrupted");
        assertThat(kept()).isEmpty();
    }

    private void redirect(String to) {
        server.at("/moved/", exchange -> {
            exchange.getResponseHeaders().add("Location", to);
            exchange.sendResponseHeaders(302, -1);
        });
    }

    @Test
    void a_redirection_on_loopback_is_followed() throws Exception {
        redirect("/v1/" + FILE);
        assertThat(at("/moved").fetch(cache, LIMIT)).hasBinaryContent(JAR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1/v1", "file:///etc/passwd", "//192.0.2.1/v1"})
    void a_redirection_to_where_others_can_read_is_refused(String place) throws Exception {
        redirect(place);
        assertRefused(() -> at("/moved").fetch(cache, LIMIT), "https, or http on loopback");
    }

    @Test
    void redirections_end() throws Exception {
        redirect("/moved/" + FILE);
        assertRefused(() -> at("/moved").fetch(cache, LIMIT), "redirects more than 5 times");
    }

    @Test
    void a_password_is_not_told() {
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> from("https://me:hunter2@127.0.0.1/v1").fetch(cache, LIMIT))
                .withMessageStartingWith("https://127.0.0.1/v1/" + FILE + " cannot be downloaded: ")
                .withMessageContaining("has no password in its URL")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void a_missing_one_is_told_with_what_to_do() throws Exception {
        assertRefused(
                () -> at("/none").fetch(cache, LIMIT), "the server answered 404", "Put that file beside kubeuser.jar");
    }
}
