// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.PemFiles;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.AnsweredCase;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.ControlPlanes;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a test says, and what is left, when processes die, hang or never start. */
@InTurn
@RunsOn(
        value = EMBEDDED,
        because = "it kills JVMs and the program behind the embedded kind, or puts another in its place")
class FaultTest {

    static final Pattern PID = Pattern.compile("control plane is (\\d+)");
    static final Pattern DIRECTORY = Pattern.compile("directory is (\\S+)");

    /** The limit for everything to be gone after a kill. */
    private static final Duration PROMISE = Duration.ofSeconds(2);

    @KubeUser("alice")
    static class Waiting {
        @Test
        void waits_to_be_killed(Cluster cluster, PemFiles files) throws InterruptedException {
            System.out.println("control plane is " + ControlPlanes.of(cluster).pid());
            System.out.println("key is in " + files.privateKey());
            System.out.println("directory is " + cluster.directory());
            TimeUnit.MINUTES.sleep(2);
        }
    }

    @KubeUser("alice")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    @Execution(ExecutionMode.SAME_THREAD)
    static class KillingItsCluster {
        @Test
        @Order(1)
        void kills(KubeAccess alice, TestReporter reporter) {
            reporter.publishEntry("directory", alice.cluster().directory().toString());
            assertThat(ControlPlanes.of(alice.cluster()).destroyForcibly()).isTrue();
            Awaitility.await().until(() -> alice.get("/healthz").code() != 200);
        }

        @Test
        @Order(2)
        void comes_too_late(@KubeUser("bob") KubeAccess bob) {
            bob.get("/healthz");
        }
    }

    @KubeCluster(apiserverArguments = "event-tll=1h")
    static class MistypedArgument extends AnsweredCase {}

    @KubeCluster(apiserverArguments = "audit-logpath=/x")
    static class ArgumentOfOurs extends AnsweredCase {}

    @Test
    void argument_that_the_api_server_has_not_is_told_once() {
        assertThat(EngineRun.of(Map.of(), ArgumentOfOurs.class).failure())
                .message()
                .contains("Correct apiserverArguments of @KubeCluster, or ClusterSpec.withApiserverArguments.")
                .containsOnlyOnce("unable to take audit-logpath for kube-apiserver");
    }

    @Test
    @NeedsUnix
    void program_that_is_not_a_control_plane_is_named() {
        assertThat(EngineRun.of(Map.of("kubeuser.control-plane.binary", "/bin/false"), AnsweredCase.class)
                        .failure())
                .message()
                .isEqualTo("The embedded control plane did not start: it ended with exit code 1. The program /bin/false"
                        + " said nothing of what a control plane says: if kubeuser.control-plane.binary names it, name"
                        + " kubeuser's, or leave the setting out.");
    }

    @Test
    void proxy_of_the_jvm_is_not_in_front_of_loopback(@TempDir Path directory) throws Exception {
        assertThat(ChildTest.start(
                                directory,
                                AnsweredCase.class,
                                "-DsocksProxyHost=127.0.0.1",
                                "-DsocksProxyPort=1",
                                "-DsocksNonProxyHosts=")
                        .ended(0))
                .contains("1 tests succeeded");
    }

    @Test
    @NeedsUnix
    void directory_that_the_locale_cannot_write_is_told(@TempDir Path directory) throws Exception {
        List<String> withItsHome =
                List.of("sh", "-c", "JAVA_TOOL_OPTIONS=-Duser.home=/$(printf '\\303\\274') exec \"$@\"", "sh");
        try (ChildJvm child = ChildTest.start(directory, withItsHome, Map.of("LC_ALL", "POSIX"), AnsweredCase.class)) {
            assertThat(child.awaitEnd()).isNotZero();
            assertThat(child.output())
                    .contains("that user.home names cannot be used: ")
                    .contains("In the POSIX locale, names of files are ASCII: set LC_ALL=C.UTF-8");
        }
    }

    @Test
    void killed_jvm_leaves_no_process_and_no_directory(@TempDir Path directory)
            throws IOException, InterruptedException {
        try (ChildJvm child = ChildTest.start(directory, Waiting.class)) {
            Path left = Path.of(child.await(DIRECTORY));
            long pid = Long.parseLong(child.find(PID));
            assertThat(left).isDirectory();
            child.kill();
            Awaitility.await()
                    .atMost(PROMISE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> ControlPlanes.isGone(pid) && Files.notExists(left));
        }
    }

    /** Nobody is left then who could clean up, until the next run starts. */
    @Test
    @NeedsUnix
    void next_start_ends_a_stopped_control_plane_whose_jvm_was_killed(@TempDir Path directory)
            throws IOException, InterruptedException {
        try (ChildJvm child = ChildTest.start(directory, Waiting.class)) {
            Path left = Path.of(child.await(DIRECTORY));
            long pid = Long.parseLong(child.find(PID));
            Signals.stop(pid);
            child.kill();
            assertThat(left).isDirectory();
            assertThat(ChildTest.start(directory, AnsweredCase.class).ended(0)).contains("1 tests succeeded");
            assertThat(left).doesNotExist();
            assertThat(ControlPlanes.isGone(pid)).isTrue();
        }
    }

    @Test
    void killed_control_plane_explains_the_failure_of_each_test() {
        EngineRun run = EngineRun.of(Map.of(), KillingItsCluster.class);
        assertThat(run.failures())
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(ClusterException.class)
                        .hasMessageContainingAll(
                                "The embedded control plane at https://127.0.0.1:",
                                "is no longer running: it ended with exit code 137 (signal 9): something killed it",
                                "where memory is short",
                                "Last log lines:"));
        assertThat(run.failures().get(0)).hasStackTraceContaining("GET /healthz as alice got no answer");
        assertThat(run.published("directory"))
                .singleElement()
                .satisfies(directory -> assertThat(Path.of(directory)).doesNotExist());
    }

    @Test
    void argument_that_the_api_server_does_not_know() {
        assertThat(EngineRun.of(Map.of(), MistypedArgument.class).failure())
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll("did not start: options:", "event-tll", "exit code 2");
    }

    @Test
    void program_that_is_never_ready(@TempDir Path directory) throws IOException {
        Path program = program(directory, "echo one line of its log >&2; exec sleep 60");
        EngineRun run = run(program, "kubeuser.start-timeout", "5s");
        assertThat(run.failure())
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll("was not ready within 5.0 s", "kubeuser.start-timeout", "one line of its log");
        assertNothingLeft(directory);
    }

    /** A library in the program, or a wrapper around it, may print to the same output. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
        exit 3 | it ended with exit code 3.
        echo '{"status":"error","part":"storage","message":"no space"}'; exit 1 | storage: no space (it ended with exit code 1)
        echo 'warning: {not JSON'; echo '{"status":"error","part":"storage","message":"no space"}'; echo 'bye'; exit 1 | storage: no space (it ended with exit code 1)
        """)
    void program_that_ends_is_quoted(String script, String end, @TempDir Path directory) throws IOException {
        assertThat(run(program(directory, script), "kubeuser.keep", "false").failure())
                .hasMessageContaining("did not start: " + end);
    }

    @Test
    void interrupted_start(@TempDir Path directory) throws Exception {
        Path started = directory.resolve("started");
        Path program = program(directory, "touch '" + started + "'; exec sleep 60");
        FutureTask<EngineRun> run = new FutureTask<>(() -> run(program, "kubeuser.keep", "false"));
        Thread runner = new Thread(run);
        runner.start();
        Awaitility.await().until(() -> Files.exists(started));
        runner.interrupt();
        assertThat(run.get(20, TimeUnit.SECONDS).failures())
                .isNotEmpty()
                .first()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("interrupted while"));
        assertNothingLeft(directory);
    }

    private static EngineRun run(Path program, String setting, String value) {
        return EngineRun.of(
                Map.of("kubeuser.control-plane.binary", program.toString(), setting, value), AnsweredCase.class);
    }

    /** Stands in for the control plane where it has to misbehave in a way that the real one does not. */
    private static Path program(Path directory, String script) throws IOException {
        Path program = directory.resolve("program");
        String notes = "echo $$ >'%1$s/pid'; echo \"${1#--data-dir=}\" >'%1$s/data'\n".formatted(directory);
        Files.writeString(program, "#!/bin/sh\n" + notes + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private static void assertNothingLeft(Path directory) throws IOException {
        long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
        Path data = Path.of(Files.readString(directory.resolve("data")).strip());
        assertThat(data.getFileName().toString()).startsWith("kubeuser-");
        assertThat(data).doesNotExist();
        assertThat(ControlPlanes.isGone(pid)).isTrue();
    }
}
