package dev.kubeuser.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeUser;
import dev.kubeuser.LifecycleTest;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.NeedsVersions;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.session.KubeSession;
import dev.kubeuser.session.KubeSessionBuilder;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ControlPlanes;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embedded clusters that several JVMs share: who starts one, who finds it, and when it ends. */
@InTurn
@RunsOnce
class ReuseTest {

    private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");
    private static final Pattern SERVER = Pattern.compile("\"server\":\"([^\"]+)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Shared by all tests, so that the program is unpacked once; each test ends what it started there. */
    @TempDir
    static Path temporary;

    @TempDir
    Path directory;

    @AfterEach
    void end_all() throws IOException {
        for (Path state : states()) {
            end(state);
            for (Path sockets : outsideSockets(state)) {
                PrivateFiles.deleteRecursively(sockets);
            }
            PrivateFiles.deleteRecursively(Objects.requireNonNull(state.getParent()));
        }
    }

    /** Wherever the build runs, a socket in it would have too long a path. */
    private static Path cache() {
        return temporary.resolve("long-".repeat(20));
    }

    /** Each cluster has a directory for its socket outside of its own, whose path is too long for one. */
    private static List<Path> outsideSockets(Path state) throws IOException {
        if (Files.notExists(state)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(Objects.requireNonNull(state.getParent()))) {
            List<Path> found = new ArrayList<>();
            for (Path note :
                    files.filter(file -> file.endsWith("lifeline/socket")).toList()) {
                found.add(Path.of(Files.readString(note)));
            }
            return found;
        }
    }

    private static void end(Path state) throws IOException {
        long pid = Long.parseLong(find(PID, state));
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        Awaitility.await().atMost(PATIENCE).until(() -> ControlPlanes.isGone(pid));
    }

    private static Path reuse() {
        return cache().resolve("reuse");
    }

    private static boolean nothingIn(Path reuse) throws IOException {
        try (Stream<Path> files = Files.list(reuse)) {
            return files.allMatch(file -> file.endsWith("lock"));
        }
    }

    /** What each control plane that runs, or was killed, says of itself. */
    private static List<Path> states() throws IOException {
        if (Files.notExists(reuse())) {
            return List.of();
        }
        try (Stream<Path> directories = Files.list(reuse())) {
            return directories
                    .map(each -> each.resolve("ready.json"))
                    .filter(Files::exists)
                    .toList();
        }
    }

    private static Path onlyState() throws IOException {
        assertThat(states()).hasSize(1);
        return states().get(0);
    }

    private static String find(Pattern pattern, Path state) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(state));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private ChildJvm start(Class<?> testClass, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("-Dkubeuser.reuse=true", "-Dkubeuser.cache-directory=" + cache()));
        all.addAll(List.of(options));
        return ChildJvm.start(directory, testClass, all.toArray(String[]::new));
    }

    /** Runs a JVM to its end and returns what it printed. */
    private ChildJvm run(String... options) throws IOException, InterruptedException {
        ChildJvm child = start(ReuseCase.Telling.class, options);
        assertThat(child.awaitEnd()).as(child.output()).isZero();
        return child;
    }

    @Test
    void second_jvm_attaches_to_the_cluster_of_the_first() throws IOException, InterruptedException {
        try (ChildJvm first = run();
                ChildJvm second = run()) {
            assertThat(first.output()).contains("starting an embedded control plane for several JVMs");
            assertThat(second.output()).doesNotContain("starting an embedded control plane");
            assertThat(second.find(ReuseCase.SERVER)).isEqualTo(first.find(ReuseCase.SERVER));
            assertThat(second.output()).contains("or now with kill " + find(PID, onlyState()));
            assertThat(second.find(ReuseCase.KEY)).isNotEqualTo(first.find(ReuseCase.KEY));
            assertThat(Stream.of(first, second).map(each -> Path.of(each.find(ReuseCase.KEY))))
                    .noneMatch(Files::exists);
            System.out.println(
                    "A second JVM attached to an embedded cluster in " + second.find(ReuseCase.ATTACHED) + " s");
        }
    }

    @Test
    void jvms_that_begin_at_once_make_one_cluster() throws IOException, InterruptedException {
        try (ChildJvm one = start(ReuseCase.Telling.class);
                ChildJvm two = start(ReuseCase.Telling.class);
                ChildJvm three = start(ReuseCase.Telling.class)) {
            for (ChildJvm each : List.of(one, two, three)) {
                assertThat(each.awaitEnd()).as(each.output()).isZero();
                assertThat(each.find(ReuseCase.SERVER)).isEqualTo(find(SERVER, onlyState()));
            }
            assertThat(Stream.of(one, two, three).filter(each -> each.output().contains("for several JVMs")))
                    .hasSize(1);
        }
    }

    @Test
    void another_configuration_is_another_cluster() throws IOException, InterruptedException {
        try (ChildJvm first = run();
                ChildJvm second = run("-Dkubeuser.extra-sans=api.example.test")) {
            assertThat(second.find(ReuseCase.SERVER)).isNotEqualTo(first.find(ReuseCase.SERVER));
            assertThat(states()).hasSize(2);
        }
    }

    @Test
    @NeedsVersions({"1.34", "1.37"})
    void each_version_is_shared_on_its_own() throws IOException, InterruptedException {
        String oldest = "-Dkubeuser.kubernetes.version=1.34";
        try (ChildJvm older = start(ReuseCase.Telling.class, oldest);
                ChildJvm newer = start(ReuseCase.Telling.class, "-Dkubeuser.kubernetes.version=1.37")) {
            assertThat(older.awaitEnd()).as(older.output()).isZero();
            assertThat(newer.awaitEnd()).as(newer.output()).isZero();
            assertThat(newer.find(ReuseCase.SERVER)).isNotEqualTo(older.find(ReuseCase.SERVER));
            try (ChildJvm again = run(oldest)) {
                assertThat(again.find(ReuseCase.SERVER)).isEqualTo(older.find(ReuseCase.SERVER));
            }
            assertThat(states()).hasSize(2);
        }
    }

    @Test
    void files_of_a_killed_jvm_go_and_the_cluster_stays() throws IOException, InterruptedException {
        try (ChildJvm killed = start(ReuseCase.Waiting.class)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !killed.find(ReuseCase.SERVER).isEmpty());
            Path key = Path.of(killed.find(ReuseCase.KEY));
            assertThat(key).exists();
            killed.kill();
            Awaitility.await().atMost(PATIENCE).until(() -> Files.notExists(key.getParent()));
            try (ChildJvm next = run()) {
                assertThat(next.find(ReuseCase.SERVER)).isEqualTo(killed.find(ReuseCase.SERVER));
            }
        }
    }

    @Test
    void jvm_that_is_killed_while_it_starts_a_cluster_is_in_nobodys_way() throws IOException, InterruptedException {
        try (ChildJvm killed = start(ReuseCase.Telling.class)) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> killed.output().contains("starting an embedded"));
            killed.kill();
            try (ChildJvm next = run()) {
                assertThat(next.find(ReuseCase.SERVER)).isEqualTo(find(SERVER, onlyState()));
            }
            assertThat(killed.find(ReuseCase.SERVER)).isEmpty();
            assertThat(ControlPlanes.count(reuse())).isEqualTo(1);
        }
    }

    @Test
    void cluster_that_nobody_uses_ends_itself() throws IOException, InterruptedException {
        try (ChildJvm only = run("-Dkubeuser.reuse-idle=1s")) {
            assertThat(only.output()).contains("it ends 1s after its last use");
            // It removes its directory first.
            Awaitility.await().atMost(PATIENCE).until(() -> nothingIn(reuse()) && ControlPlanes.count(reuse()) == 0);
        }
    }

    @Test
    @NeedsUnix
    void cluster_that_runs_and_does_not_answer_is_named() throws IOException, InterruptedException {
        try (ChildJvm first = run()) {
            assertThat(first.output()).contains("for several JVMs");
            long pid = Long.parseLong(find(PID, onlyState()));
            Signals.stop(pid);
            try (ChildJvm second = start(ReuseCase.Telling.class, "-Dkubeuser.start-timeout=3s")) {
                assertThat(second.awaitEnd()).isNotZero();
                assertThat(second.output())
                        .contains(
                                "The shared control plane, process " + pid + ", runs and has not answered within 3.0 s")
                        .contains("kill -9 " + pid);
            } finally {
                Signals.resume(pid);
            }
        }
    }

    @Test
    void what_a_killed_cluster_left_is_replaced() throws IOException, InterruptedException {
        try (ChildJvm first = run()) {
            long pid = Long.parseLong(find(PID, onlyState()));
            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
            Awaitility.await().atMost(PATIENCE).until(() -> ControlPlanes.isGone(pid));
            List<Path> sockets = outsideSockets(onlyState());
            assertThat(sockets).hasSize(1).allMatch(Files::exists);
            try (ChildJvm second = run()) {
                assertThat(second.find(ReuseCase.SERVER)).isNotEqualTo(first.find(ReuseCase.SERVER));
            }
            assertThat(sockets).noneMatch(Files::exists);
        }
    }

    @Test
    void directory_that_no_cluster_made_is_replaced() throws IOException, InterruptedException {
        try (ChildJvm first = run()) {
            Path state = onlyState();
            end(state);
            Files.createDirectories(state.resolveSibling("user-1"));
            try (ChildJvm second = run()) {
                assertThat(second.find(ReuseCase.SERVER)).isNotEqualTo(first.find(ReuseCase.SERVER));
            }
        }
    }

    @KubeUser("alice")
    static class KillingItsCluster {
        @Test
        void kills(KubeAccess alice) throws IOException {
            ProcessHandle.of(Long.parseLong(find(PID, onlyState())))
                    .orElseThrow()
                    .destroyForcibly();
            Awaitility.await().until(() -> alice.get("/healthz").code() != 200);
        }
    }

    private static KubeSessionBuilder session() {
        return KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.reuse", "true")
                .setting("kubeuser.start-timeout", "2m")
                .setting("kubeuser.cache-directory", cache().toString());
    }

    @Test
    void denials_of_another_run_are_not_ours_though_its_user_has_the_same_name(@TempDir Path report) {
        try (KubeSession strict =
                        session().report(report).denials(DenialMode.FAIL).start();
                KubeSession other = session().setting("kubeuser.report", "off").start()) {
            assertThat(other.cluster().server()).isEqualTo(strict.cluster().server());
            KubeAccess ours = strict.user("alice");
            KubeAccess theirs = other.user("alice");
            strict.test(
                    "alice of the other run is refused",
                    () -> assertThat(theirs.get("/api/v1/secrets").code()).isEqualTo(403));
            assertThatThrownBy(() -> strict.test("alice is refused", () -> ours.get("/api/v1/secrets")))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("User alice may not list secrets");
        }
    }

    private static EngineRun inThisJvm(Map<String, String> settings, Class<?>... testClasses) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("kubeuser.reuse", "true");
        all.put("kubeuser.cache-directory", cache().toString());
        return EngineRun.of(all, testClasses);
    }

    @Test
    void end_of_the_cluster_is_told_by_the_test_that_meets_it() {
        assertThat(inThisJvm(Map.of(), KillingItsCluster.class).failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(ClusterException.class)
                        .hasMessageContainingAll(
                                "is no longer running",
                                "which JVMs shared by kubeuser.reuse, has ended",
                                "control-plane"));
    }

    @Test
    void dedicated_clusters_are_not_shared() throws IOException {
        inThisJvm(Map.of("kubeuser.dedicated", "true"), LifecycleTest.One.class).assertSuccessful(1);
        assertThat(states()).isEmpty();
    }

    @Test
    void idle_time_must_be_a_second_at_least() {
        assertThat(inThisJvm(Map.of("kubeuser.reuse-idle", "10ms"), LifecycleTest.One.class)
                        .failures())
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining("a second at least"));
    }
}
