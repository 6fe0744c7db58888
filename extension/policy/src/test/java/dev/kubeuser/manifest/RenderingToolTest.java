// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.Failures;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that render: what they get, and that one that hangs, or says or prints more than anybody reads, costs
 * neither time nor memory, and does not outlive its use.
 */
@NeedsUnix
class RenderingToolTest {

    @TempDir
    private Path directory;

    private RenderingTool shell(String script) {
        return new RenderingTool("helm", List.of("/bin/sh", "-c", script), Duration.ofMinutes(1));
    }

    private String refusal(String script) {
        return Failures.refusal(() -> shell(script).render("chart x"));
    }

    /** The escapes of 64 MB alone would take a minute, without a chance to interrupt. */
    @Test
    @Timeout(30)
    void of_many_words_the_first_and_the_last_are_told() {
        String message = refusal("echo Error: begin >&2; head -c 64000000 /dev/zero >&2; echo end >&2; exit 3");

        assertThat(message)
                .startsWith("helm could not render chart x (exit code 3): begin\n  \\x00\\x00")
                .contains("\n  [63996017 bytes are left out]\n  \\x00")
                .endsWith("\\x00end")
                .hasSizeLessThan(20_000);
    }

    @Test
    void few_words_are_told_whole() {
        assertThat(refusal("for i in $(seq 3); do echo line $i of some words >&2; done; exit 1"))
                .endsWith(": line 1 of some words\n  line 2 of some words\n  line 3 of some words");
    }

    @Test
    @Timeout(30)
    void who_prints_too_much_is_ended_at_the_limit() throws Exception {
        assertThat(refusal(remembered("exec yes")))
                .isEqualTo("What helm rendered of chart x could not be read: it is larger than 16 MiB");
        assertEnded();
    }

    @Test
    @Timeout(30)
    void who_says_too_much_is_ended_at_the_limit() throws Exception {
        assertThat(refusal(remembered("exec yes >&2")))
                .startsWith("helm said so much while it rendered chart x that it was ended: y\n  y\n")
                .hasSizeLessThan(20_000);
        assertEnded();
    }

    @Test
    @Timeout(30)
    void who_never_stops_talking_can_be_interrupted() throws Exception {
        RenderingTool endless = shell(remembered("while echo word; do true; done >&2"));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread test = new Thread(() -> failure.complete(catchThrowable(() -> endless.render("chart x"))));
        test.start();
        while (!Files.exists(directory.resolve("pid"))) {
            Thread.sleep(10);
        }
        test.interrupt();

        assertThat(failure.get()).hasMessage("helm was interrupted while it rendered chart x");
        assertEnded();
    }

    /** Rendered Secrets are in the directory of the program. */
    @Test
    void of_a_program_nothing_is_left_when_the_JVM_is_told_to_end() throws Exception {
        Path pid = directory.resolve("pid");
        try (ChildJvm renders = ChildJvm.start(directory, Map.of(), Renders.class)) {
            Awaitility.await().atMost(2, TimeUnit.MINUTES).until(() -> Files.exists(pid));
            assertThat(directories()).hasSize(1);
            renders.interrupt();
            renders.awaitEnd();
        }
        assertThat(directories()).isEmpty();
        assertEnded();
    }

    private List<Path> directories() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith("kubeuser-render-"))
                    .toList();
        }
    }

    /** Slowly. */
    static final class Renders {

        private Renders() {}

        public static void main(String[] none) throws Exception {
            RenderingToolTest test = new RenderingToolTest();
            test.directory = Path.of(System.getProperty("java.io.tmpdir"));
            test.shell(test.remembered("echo 'kind: Secret'; exec sleep 300")).render("chart x");
        }
    }

    private String remembered(String script) {
        Path pid = directory.resolve("pid");
        return "echo $$ > " + pid + ".new; mv " + pid + ".new " + pid + "; " + script;
    }

    private void assertEnded() throws Exception {
        long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
        ProcessHandle.of(pid).ifPresent(process -> {
            try {
                process.onExit().get(10, TimeUnit.SECONDS);
            } catch (Exception stillThere) {
                throw new AssertionError("process " + pid + " still runs", stillThere);
            }
        });
    }

    @Test
    void a_program_gets_no_variables_of_ours_and_no_cluster() throws Exception {
        RenderingTool env = new RenderingTool("env", List.of("env"), Duration.ofMinutes(1));

        List<String> variables = env.render("variables")
                .lines()
                .map(line -> line.substring(0, line.indexOf('=')))
                .filter(name -> !name.equals("PATH") && !name.startsWith("TMP"))
                .toList();

        assertThat(variables)
                .containsExactlyInAnyOrder(
                        "HOME",
                        "USERPROFILE",
                        "HELM_CACHE_HOME",
                        "HELM_CONFIG_HOME",
                        "HELM_DATA_HOME",
                        "KUBECONFIG",
                        "HTTP_PROXY",
                        "HTTPS_PROXY",
                        "ALL_PROXY",
                        "GIT_ALLOW_PROTOCOL",
                        "GIT_CONFIG_NOSYSTEM",
                        "GIT_NO_LAZY_FETCH",
                        "GIT_TERMINAL_PROMPT");
    }

    @Test
    void a_program_that_hangs_is_ended() {
        RenderingTool sleep = new RenderingTool("sleep", List.of("sleep", "600"), Duration.ofSeconds(1));

        assertRefused(() -> sleep.render("chart x"))
                .hasMessage("sleep did not render chart x within 1 s and was ended; it said nothing");
    }

    /** Whatever the program starts: git is not in the files that are looked through before. */
    @Test
    void git_fetches_nothing() throws IOException {
        CompletableFuture<Boolean> wasCalled;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            wasCalled = CompletableFuture.supplyAsync(() -> {
                try {
                    server.accept().close();
                    return true;
                } catch (IOException closed) {
                    return false;
                }
            });
            assertThat(refusal("git ls-remote http://127.0.0.1:" + server.getLocalPort() + "/x.git"))
                    .contains("(exit code 128)");
        }
        assertThat(wasCalled.join()).isFalse();
    }
}
