// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.KubeUserExtension;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.ChildTest;
import io.kubernetes.client.util.KubeConfig;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind of cluster that a user adds: a class on the class path and its name in META-INF/services. */
@RunsOnce
class ClusterProviderTest {

    private static final Pattern STARTED_IN = Pattern.compile("the provider's cluster is in (\\S+)");

    @TempDir
    private Path directory;

    /** Starts a real control plane, and hands over its kubeconfig only. */
    public static final class Provider implements ClusterProvider {
        @Override
        public String name() {
            return "homemade";
        }

        @Override
        public void check(ClusterSpec spec) {
            if (!spec.extraSans().isEmpty()) {
                throw new IllegalArgumentException("a homemade cluster has no extraSans");
            }
        }

        @Override
        public Availability availability(ClusterSpec spec) {
            return Availability.yes("it is always there");
        }

        @Override
        public RunningCluster start(ClusterSpec spec) {
            RunningCluster embedded = Clusters.start(spec.withKind(ClusterKind.EMBEDDED));
            System.out.println("the provider's cluster is in " + embedded.directory());
            Path kubeconfig = embedded.adminKubeconfig();
            return Clusters.adopt(kubeconfig, currentContext(kubeconfig), spec.launch(), embedded::close);
        }

        private static String currentContext(Path kubeconfig) {
            try (Reader in = Files.newBufferedReader(kubeconfig)) {
                return KubeConfig.loadKubeConfig(in).getCurrentContext();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @KubeUser("alice")
    static class Plain {
        @Test
        void test(Cluster cluster, KubeAccess alice) {
            System.out.println("the test's cluster is of kind " + cluster.kind());
            assertThat(alice.get("/healthz").body()).isEqualTo("ok");
        }
    }

    @KubeUser("alice")
    @KubeCluster(provider = "HomeMade")
    static class Named extends Plain {}

    @KubeUser("alice")
    @KubeCluster(extraSans = "api.example.test")
    static class WithMoreNames extends Plain {}

    @KubeUser("alice")
    @KubeCluster(kind = ClusterKind.AUTO)
    static class Automatic extends Plain {}

    @BeforeEach
    void list_the_provider() throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(ClusterProvider.class.getName()), Provider.class.getName());
    }

    @Test
    void its_name_chooses_it_and_it_ends_with_the_run() throws IOException, InterruptedException {
        String output = run(0, Plain.class, "-Dkubeuser.cluster=homemade");
        assertThat(output).contains("1 tests succeeded", "the test's cluster is of kind " + ClusterKind.OTHER);
        Matcher started = STARTED_IN.matcher(output);
        assertThat(started.find()).isTrue();
        assertThat(Path.of(started.group(1))).doesNotExist();
    }

    @Test
    void an_annotation_names_it_whatever_the_setting_says() throws IOException, InterruptedException {
        assertThat(run(0, Named.class, "-Dkubeuser.cluster=embedded"))
                .contains("the test's cluster is of kind " + ClusterKind.OTHER);
    }

    @Test
    void an_annotation_asks_for_the_best_kind_whatever_the_setting_says() throws IOException, InterruptedException {
        assertThat(run(0, Automatic.class, "-Dkubeuser.cluster=homemade"))
                .contains("1 tests succeeded")
                .doesNotContain("of kind " + ClusterKind.OTHER);
    }

    @Test
    void a_kind_of_another_provider_is_chosen_by_name_only() {
        String advice = "ClusterKind.OTHER does not say which provider: name it";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterSpec.defaults().withKind(ClusterKind.OTHER))
                .withMessageContaining(advice);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KubeUserExtension.builder().cluster(ClusterKind.OTHER))
                .withMessageContaining(advice);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KubeSession.builder().cluster(ClusterKind.OTHER))
                .withMessageContaining(advice);
        assertThat(ClusterKind.of("homemade")).isEqualTo(ClusterKind.OTHER);
        assertThat(ClusterKind.of("default")).isEqualTo(ClusterKind.OTHER);
    }

    @Test
    void its_check_is_heard_before_anything_starts() throws IOException, InterruptedException {
        assertThat(run(1, WithMoreNames.class, "-Dkubeuser.cluster=homemade"))
                .contains("a homemade cluster has no extraSans")
                .doesNotContainPattern(STARTED_IN);
    }

    @Test
    void automatic_choice_passes_it_over() throws IOException, InterruptedException {
        assertThat(run(0, Plain.class, "-Dkubeuser.cluster=auto"))
                .contains("1 tests succeeded")
                .doesNotContain("homemade");
    }

    @Test
    void unknown_name_lists_it() throws IOException, InterruptedException {
        assertThat(run(1, Plain.class, "-Dkubeuser.cluster=nowhere"))
                .contains("the kinds are: auto, k3s, embedded, existing, homemade");
    }

    private String run(int failures, Class<?> tests, String... settings) throws IOException, InterruptedException {
        String classPath = directory + File.pathSeparator + System.getProperty("java.class.path");
        return ChildTest.start(directory, classPath, tests, settings).ended(failures);
    }
}
