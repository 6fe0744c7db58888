package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.session.KubeSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster is reused, and goes on when its JVM no longer needs it. */
class CleanupCommandTest {

    private static final Pattern ENDED = Pattern.compile("ended the reused control plane, process (\\d+)\\R");

    @TempDir
    private Path directory;

    private Path real;
    private Path cache;

    /** JVMs find a cluster behind a link, too, as on macOS, where the temporary directory is one. */
    @BeforeEach
    void link() throws IOException {
        real = Files.createDirectory(directory.resolve("real"));
        cache = Files.createSymbolicLink(directory.resolve("cache"), real);
    }

    @Test
    void a_reused_cluster_is_ended_with_all_that_it_wrote() throws IOException {
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.reuse", "true")
                .setting("kubeuser.start-timeout", "2m")
                .setting("kubeuser.cache-directory", cache.toString())
                .setting("kubeuser.report", "off")
                .start()) {
            assertThat(session.cluster().version()).startsWith("v1.");
        }
        List<ProcessHandle> running = ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(real.toString()))
                .toList();
        assertThat(running).as("it goes on").hasSize(1);

        Run cleanup = Run.of("cleanup", "--cache-directory", cache.toString());
        assertThat(cleanup.exitCode()).as(cleanup.err()).isZero();
        Matcher ended = ENDED.matcher(cleanup.out());
        assertThat(ended.matches()).as(cleanup.out()).isTrue();
        assertThat(Long.parseLong(ended.group(1))).isEqualTo(running.get(0).pid());
        assertThat(running.get(0).onExit()).succeedsWithin(Duration.ofSeconds(5));
        assertThat(left()).isEmpty();

        assertThat(Run.of("cleanup", "--cache-directory", cache.toString()).out())
                .contains("no reused cluster runs, and nothing is left of one");
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(cache.resolve("reuse"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .toList();
        }
    }

    @Test
    void what_a_killed_control_plane_left_is_removed() throws IOException {
        Path left = Files.createDirectories(cache.resolve("reuse/0123456789abcdef"));
        Files.writeString(left.resolve("control-plane.lock"), "");
        Run cleanup = Run.of("cleanup", "--cache-directory", cache.toString());
        assertThat(cleanup.out()).contains("which a killed control plane left");
        assertThat(left).doesNotExist();
    }

    @Test
    void a_kind_that_does_not_exist_is_wrong_usage() {
        Run cleanup = Run.of("cleanup", "--kind", "kind");
        assertThat(cleanup.exitCode()).isEqualTo(2);
        assertThat(cleanup.err()).contains("\"kind\" is not a kind of cluster; the kinds are: auto,");
    }

    @Test
    void nothing_ends_if_one_of_the_kinds_is_misspelled() throws IOException {
        Path left = Files.createDirectories(cache.resolve("reuse/0123456789abcdef"));
        Files.writeString(left.resolve("control-plane.lock"), "");
        Run cleanup = Run.of("cleanup", "--cache-directory", cache.toString(), "--kind", "embedded,k3");
        assertThat(cleanup.exitCode()).isEqualTo(2);
        assertThat(cleanup.err()).contains("\"k3\" is not a kind of cluster");
        assertThat(left).exists();
    }

    @Test
    void an_existing_cluster_is_cleaned_up_and_before_that_a_dry_run_says_what_would_go() {
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.report", "off")
                .start()) {
            String kubeconfig = session.cluster().adminKubeconfig().toString();
            Run empty = Run.of("cleanup", "--context", "kubeuser", "--kubeconfig", kubeconfig);
            assertThat(empty.out()).as(empty.err()).contains("no run left anything");

            session.admin().request("POST", "/api/v1/namespaces", """
                    {"metadata": {"name": "prod", "labels": {"kubeuser.dev/run": "anything"}}}""");
            Run dry = Run.of("cleanup", "--context", "kubeuser", "--kubeconfig", kubeconfig, "--dry-run");
            assertThat(dry.out())
                    .as(dry.err())
                    .contains(
                            "left namespaces/prod of the run anything: its label kubeuser.dev/run does not name a run");
            Run unknown = Run.of("cleanup", "--context", "kubeuser", "--kubeconfig", kubeconfig, "none");
            assertThat(unknown.exitCode()).isEqualTo(2);
            assertThat(unknown.err()).contains("the run none left nothing; runs with objects: [anything]");
        }
    }

    @Test
    void what_is_for_existing_clusters_needs_a_context() {
        Run cleanup = Run.of("cleanup", "--dry-run");
        assertThat(cleanup.exitCode()).isEqualTo(2);
        assertThat(cleanup.err()).contains("--dry-run, --kubeconfig and RUN are for an existing cluster");
    }
}
