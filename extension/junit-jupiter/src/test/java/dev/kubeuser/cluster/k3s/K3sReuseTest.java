package dev.kubeuser.cluster.k3s;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ReuseCase;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.Kind;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.kinds.Shell;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.EngineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.TestcontainersConfiguration;

/** Containers that several JVMs share, with rancher/k3s if its image is named, with a stand-in for it otherwise. */
@DisplayName("k3s that JVMs share (a stand-in image, unless kubeuser.k3s.image names the real one)")
@RunsOn(value = Kind.K3S, because = "it looks for containers that several JVMs share")
@InTurn
class K3sReuseTest {

    private static final Pattern CONTAINER = Pattern.compile("or now with docker rm -f (\\w+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String IMAGE = Kind.K3S == KindUnderTest.kind() ? KindUnderTest.k3sImage() : "";

    /** The home of JVMs whose user allows reuse; ours may not. */
    @TempDir
    Path home;

    @TempDir
    Path directory;

    private final List<ChildJvm> children = new ArrayList<>();

    @BeforeEach
    void requireShell() throws IOException {
        Assumptions.assumeTrue(
                Shell.isInImage(), "not run: no static /bin/busybox for the stand-in, see CONTRIBUTING.md");
        Files.writeString(home.resolve(".testcontainers.properties"), "testcontainers.reuse.enable=true\n");
    }

    @AfterEach
    void end_all() throws IOException {
        for (ChildJvm child : children) {
            String container = child.find(CONTAINER);
            child.close();
            if (!container.isEmpty() && exists(container)) {
                docker().removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            }
        }
    }

    private static DockerClient docker() {
        return DockerClientFactory.lazyClient();
    }

    private static boolean exists(String container) {
        return !docker().listContainersCmd()
                .withShowAll(true)
                .withIdFilter(List.of(container))
                .exec()
                .isEmpty();
    }

    private ChildJvm start(Class<?> testClass, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "-Duser.home=" + home,
                "-Dkubeuser.reuse=true",
                "-Dkubeuser.cache-directory=" + home.resolve("cache"),
                "-Dkubeuser.cluster=k3s",
                "-Dkubeuser.k3s.image=" + IMAGE));
        all.addAll(List.of(options));
        ChildJvm child = ChildJvm.start(directory, testClass, all.toArray(String[]::new));
        children.add(child);
        return child;
    }

    private ChildJvm run(String... options) throws IOException, InterruptedException {
        ChildJvm child = start(ReuseCase.Telling.class, options);
        assertThat(child.awaitEnd()).as(child.output()).isZero();
        return child;
    }

    @Test
    void second_jvm_attaches_to_the_container_of_the_first() throws IOException, InterruptedException {
        ChildJvm first = run();
        ChildJvm second = run();
        assertThat(second.output()).doesNotContain("kubeuser: starting ");
        assertThat(second.find(ReuseCase.SERVER)).isEqualTo(first.find(ReuseCase.SERVER));
        assertThat(second.find(CONTAINER)).isEqualTo(first.find(CONTAINER));
        assertThat(Stream.of(first, second).map(each -> Path.of(each.find(ReuseCase.KEY))))
                .doesNotHaveDuplicates()
                .noneMatch(Files::exists);
        System.out.println("A second JVM attached to a k3s container in " + second.find(ReuseCase.ATTACHED) + " s");
    }

    @Test
    void jvms_that_begin_at_once_make_one_container_and_another_configuration_another()
            throws IOException, InterruptedException {
        start(ReuseCase.Telling.class);
        start(ReuseCase.Telling.class);
        start(ReuseCase.Telling.class, "-Dkubeuser.extra-sans=api.example.test");
        TreeSet<String> containers = new TreeSet<>();
        for (ChildJvm child : children) {
            assertThat(child.awaitEnd()).as(child.output()).isZero();
            containers.add(child.find(CONTAINER));
        }
        assertThat(containers).hasSize(2).doesNotContain("");
    }

    @Test
    void container_stays_while_a_jvm_uses_it_and_goes_when_that_is_killed() throws IOException {
        ChildJvm waiting = start(ReuseCase.Waiting.class, "-Dkubeuser.reuse-idle=4s");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !waiting.find(ReuseCase.SERVER).isEmpty());
        String container = waiting.find(CONTAINER);
        Awaitility.await()
                .during(Duration.ofSeconds(8))
                .atMost(PATIENCE)
                .until(() -> exists(container) && waiting.isAlive());
        waiting.kill();
        Awaitility.await().atMost(PATIENCE).until(() -> !exists(container));
    }

    @Test
    void without_permission_for_reuse_it_is_an_error_with_the_ways_out() {
        Assumptions.assumeFalse(TestcontainersConfiguration.getInstance().environmentSupportsReuse());
        Map<String, String> settings =
                Map.of("kubeuser.reuse", "true", "kubeuser.cluster", "k3s", "kubeuser.k3s.image", IMAGE);
        assertThat(EngineRun.of(settings, ReuseCase.Telling.class).failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(ClusterException.class)
                        .hasMessageContainingAll(
                                "kubeuser.reuse cannot keep a k3s container",
                                "testcontainers.reuse.enable=true",
                                "kubeuser.cluster=embedded"));
    }
}
