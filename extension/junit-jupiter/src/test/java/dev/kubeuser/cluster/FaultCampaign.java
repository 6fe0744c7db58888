// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.PemFiles;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.ControlPlanes;
import dev.kubeuser.testkit.NeedsProgram;
import dev.kubeuser.testkit.Seed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs of tests under faults that take too long for each build: processes die at any moment, machines are odd or short
 * of something, and a session works for minutes. After each run, nothing of it may be left.
 */
@RunsOnce
@InTurn
@EnabledOnOs(value = OS.LINUX, disabledReason = "it looks into /proc")
class FaultCampaign {

    private static final String POLICY = "src/test/resources/policies/readers.yaml";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final Seed SEED = Seed.ofRun();
    private static final Pattern FAILURE = Pattern.compile("=> (.*)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

    /** How soon after a run ends nothing of it may be left. */
    private static final Duration PROMISE = Duration.ofSeconds(3);

    /** Growth up to this factor counts as level: caches fill, and the garbage collector runs when it likes. */
    private static final double LEVEL = 1.3;

    /** Exit codes of the shell around the run on a full disk. */
    private static final int UNMOUNTED = 99;

    private static final int LITTERED = 98;

    @TempDir
    private static Path sharedCache;

    @TempDir
    private Path directory;

    private Path cache;
    private Path temporary;

    @KubeManifests(POLICY)
    static class Visit {
        @Test
        void policy_holds(
                @KubeUser(value = "alice", groups = "policy-test-readers") KubeAccess alice,
                @KubeUser("alice") PemFiles files,
                @KubeServiceAccount("default/robot") KubeAccess robot)
                throws IOException {
            assertThat(alice)
                    .can(list("configmaps").in("default"))
                    .cannot(delete("configmaps").in("default"));
            assertThat(robot).cannot(list("configmaps").in("default"));
            assertThat(alice.get(CONFIG_MAPS)).isOk();
            assertThat(robot.get(CONFIG_MAPS)).isForbidden();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.privateKey())))
                    .isEqualTo("rw-------");
        }
    }

    @BeforeEach
    void make_a_temporary_directory() throws IOException {
        cache = sharedCache;
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    @AfterEach
    void nothing_is_left() {
        Awaitility.await().atMost(PROMISE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            assertThat(ControlPlanes.count(temporary)).isZero();
            assertThat(files()).isEmpty();
        });
    }

    /** Except for HotSpot's file for jps, which a killed JVM leaves for the next one to remove. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("hsperfdata_"))
                    .toList();
        }
    }

    private ChildJvm start(String... options) throws IOException {
        return start(Visit.class, List.of(), Map.of(), options);
    }

    private ChildJvm start(Class<?> tests, List<String> front, Map<String, String> variables, String... options)
            throws IOException {
        Map<String, String> all = new HashMap<>(variables);
        all.put("TMPDIR", temporary.toString());
        Stream<String> own = Stream.of(
                "-Djava.io.tmpdir=" + temporary,
                "-Dkubeuser.cache-directory=" + cache,
                "-Dkubeuser.report=" + directory.resolve("report"));
        return ChildTest.start(
                directory,
                front,
                all,
                tests,
                Stream.concat(own, Stream.of(options)).toArray(String[]::new));
    }

    private static void assertPasses(ChildJvm run) throws IOException, InterruptedException {
        assertThat(run.ended(0)).contains("1 tests succeeded");
    }

    private static void assertFailsWith(String said, ChildJvm run) throws InterruptedException {
        assertThat(run.awaitEnd()).isNotZero();
        assertThat(run.find(FAILURE)).as(run.output()).contains(said).doesNotContain("JsonSyntaxException");
    }

    private static void assertPassesOrSays(String said, ChildJvm run) throws IOException, InterruptedException {
        try (run) {
            if (run.awaitEnd() != 0) {
                assertFailsWith(said, run);
            }
        }
    }

    private void await_a_moment(RepetitionInfo repetition) throws InterruptedException {
        int milliseconds = new Random(SEED.value() + repetition.getCurrentRepetition()).nextInt(4000);
        TimeUnit.MILLISECONDS.sleep(milliseconds);
    }

    @RepeatedTest(30)
    void jvm_killed_at_any_moment(RepetitionInfo repetition) throws IOException, InterruptedException {
        try (ChildJvm run = start()) {
            await_a_moment(repetition);
            run.kill();
        }
        if (isLeftToTheNextStart()) {
            assertPasses(start());
        }
    }

    /** Whether a JVM ended between making a directory and starting the control plane that would remove it. */
    private boolean isLeftToTheNextStart() throws IOException {
        return ControlPlanes.count(temporary) == 0
                && files().stream()
                        .filter(Files::isDirectory)
                        .anyMatch(left -> Files.notExists(left.resolve("control-plane.lock")));
    }

    @RepeatedTest(10)
    void jvm_told_to_end_at_any_moment(RepetitionInfo repetition) throws IOException, InterruptedException {
        try (ChildJvm run = start()) {
            await_a_moment(repetition);
            run.interrupt();
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> !run.isAlive());
        }
    }

    @RepeatedTest(5)
    void jvm_killed_with_its_control_plane() throws IOException, InterruptedException {
        try (ChildJvm run = start(FaultTest.Waiting.class, List.of(), Map.of())) {
            long controlPlane = Long.parseLong(run.await(FaultTest.PID));
            assertThat(ProcessHandle.of(controlPlane).orElseThrow().destroyForcibly())
                    .isTrue();
            run.kill();
        }
        assertPasses(start());
    }

    @RepeatedTest(5)
    void jvm_killed_while_it_unpacks_the_program() throws IOException, InterruptedException {
        cache = directory.resolve("cache");
        try (ChildJvm run = start()) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> Files.exists(cache));
            run.kill();
        }
        assertPasses(start());
        try (Stream<Path> files = Files.walk(cache)) {
            assertThat(files.filter(file -> file.getFileName().toString().contains("part-")))
                    .hasSizeLessThan(2);
        }
    }

    @RepeatedTest(3)
    void two_namespaces_of_processes_share_a_cache() throws IOException, InterruptedException {
        NeedsProgram.path("unshare");
        cache = directory.resolve("cache");
        List<String> front = List.of("unshare", "--pid", "--fork", "--mount-proc");
        try (ChildJvm first = start(Visit.class, front, Map.of());
                ChildJvm second = start(Visit.class, front, Map.of())) {
            first.awaitEnd();
            assumeFalse(
                    first.output().contains("unshare failed"), "skipped, for it needs the right to make namespaces");
            assertPasses(first);
            assertPasses(second);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-400d", "-1d", "-2h", "+2h", "+1d", "+400d"})
    void clock_of_the_jvm_is_wrong(String offset) throws IOException, InterruptedException {
        NeedsProgram.path("faketime");
        assertPassesOrSays(
                "clock",
                start(Visit.class, List.of("faketime", "-f", offset), Map.of("FAKETIME_DONT_FAKE_MONOTONIC", "1")));
    }

    @ParameterizedTest
    @CsvSource({"tr, TR, ''", "ar, EG, u-nu-arab", "th, TH, u-ca-buddhist", "ja, JP, u-ca-japanese"})
    void locale(String language, String country, String extensions) throws IOException, InterruptedException {
        assertPasses(start(
                Visit.class,
                List.of(),
                Map.of("LC_ALL", "C"),
                "-Duser.language=" + language,
                "-Duser.country=" + country,
                "-Duser.extensions=" + extensions,
                "-Dfile.encoding=US-ASCII"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "027", "077"})
    void umask(String mask) throws IOException, InterruptedException {
        assertPasses(start(Visit.class, List.of("sh", "-c", "umask " + mask + "; exec \"$@\"", "sh"), Map.of()));
    }

    @Test
    void proxy_that_does_not_exist() throws IOException, InterruptedException {
        String proxy = "http://127.0.0.1:1";
        assertPasses(start(
                Visit.class,
                List.of(),
                Map.of("HTTPS_PROXY", proxy, "HTTP_PROXY", proxy, "NO_PROXY", ""),
                "-Dhttps.proxyHost=127.0.0.1",
                "-Dhttps.proxyPort=1",
                "-Dhttp.proxyHost=127.0.0.1",
                "-Dhttp.proxyPort=1"));
    }

    @Test
    void temporary_directory_with_blanks_and_letters_beyond_ASCII() throws IOException, InterruptedException {
        temporary = Files.createDirectory(directory.resolve("with blanks ü 日本"));
        assertPasses(start());
    }

    @Test
    void temporary_directory_with_a_path_of_200_characters() throws IOException, InterruptedException {
        temporary = Files.createDirectory(directory.resolve("long-name-".repeat(20)));
        assertPasses(start());
    }

    @Test
    void few_open_files() throws IOException, InterruptedException {
        NeedsProgram.path("prlimit");
        assertPassesOrSays("file descriptor limit", start(Visit.class, List.of("prlimit", "--nofile=128"), Map.of()));
    }

    @Test
    void little_address_space() throws IOException, InterruptedException {
        NeedsProgram.path("prlimit");
        assertPassesOrSays("memory", start(Visit.class, List.of("prlimit", "--as=6442450944"), Map.of()));
    }

    /** A file system of its own, which no other process sees and which disappears with the run. */
    @Test
    void full_disk() throws IOException, InterruptedException {
        NeedsProgram.path("unshare");
        String mounted =
                "mount -t tmpfs -o size=1m none '%1$s' || exit %2$d; \"$@\"; code=$?; ls '%1$s' | grep -v hsperfdata_ && exit %3$d; exit $code"
                        .formatted(temporary, UNMOUNTED, LITTERED);
        try (ChildJvm run = start(Visit.class, List.of("unshare", "--mount", "sh", "-c", mounted, "sh"), Map.of())) {
            int code = run.awaitEnd();
            assumeTrue(
                    code != UNMOUNTED && !run.output().contains("unshare failed"),
                    "skipped, for it needs the right to mount a file system");
            assertThat(code).as("what is left: " + run.output()).isNotEqualTo(LITTERED);
            assertFailsWith("no space left on device", run);
        }
    }

    /** Users come and go, policies are applied, requests are sent. */
    @Test
    void nothing_grows_in_a_session() throws IOException {
        Instant end = Instant.now().plus(Duration.parse(System.getProperty("campaign.soak", "PT10M")));
        try (KubeSession session = KubeSession.start()) {
            for (int round = 0; round < 20; round++) {
                visit(session);
            }
            Map<String, Long> begin = used(session);
            while (Instant.now().isBefore(end)) {
                visit(session);
            }
            assertThat(used(session))
                    .allSatisfy((what, now) -> assertThat(now.doubleValue())
                            .as(what)
                            .isLessThanOrEqualTo(begin.getOrDefault(what, 0L) * LEVEL));
        }
    }

    /** A user comes, may nothing, then what a policy says, and goes. */
    @SuppressWarnings("try") // javac: the policy is in force, and nothing is asked of it
    private static void visit(KubeSession session) {
        UserSpec user = UserSpec.named("alice").withGroups("policy-test-readers");
        try (CertificateFlow flow = new CertificateFlow(session.cluster(), user, Duration.ofSeconds(30));
                KubeAccess alice = KubeAccess.connect(session.cluster(), flow.run())) {
            ask(alice, 403);
            try (AppliedManifests policy = AppliedManifests.apply(Manifests.load(POLICY), session.admin())) {
                ask(alice, 200);
            }
        }
    }

    private static void ask(KubeAccess alice, int expected) {
        for (int request = 0; request < 25; request++) {
            assertThat(alice.get(CONFIG_MAPS).code()).isEqualTo(expected);
        }
    }

    private static Map<String, Long> used(KubeSession session) throws IOException {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long controlPlane = ControlPlanes.of(session.cluster()).pid();
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + controlPlane + "/status")));
        assertThat(resident.find()).isTrue();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return Map.of(
                    "heap",
                    runtime.totalMemory() - runtime.freeMemory(),
                    "threads",
                    (long) ManagementFactory.getThreadMXBean().getThreadCount(),
                    "open files",
                    files.count(),
                    "memory of the control plane in kB",
                    Long.parseLong(resident.group(1)));
        }
    }
}
