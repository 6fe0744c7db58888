// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.SessionStores;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Configuration;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In JVMs of their own, because the default is that of a whole JVM. */
@RunsOnce
class DefaultKubeconfigTest {

    private static final String SETTING = "-Dkubeuser.default-kubeconfig=";

    @TempDir
    private Path directory;

    /** A suite that does not know this library, but for its last class. */
    public static class Suite {

        private static Path kubeconfig() {
            return Path.of(System.getProperty("kubeconfig"));
        }

        @Test
        void clients_find_the_cluster() throws IOException, ApiException {
            Path file = kubeconfig();
            System.out.println("user of new CoreV1Api(): "
                    + Whoami.of(Configuration.getDefaultApiClient()).getUsername());
            try (Reader in = Files.newBufferedReader(file)) {
                KubeConfig config = KubeConfig.loadKubeConfig(in);
                System.out.println("user of the file: "
                        + Whoami.of(ClientBuilder.kubeconfig(config).build()).getUsername() + " in "
                        + config.getNamespace());
            }
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> System.out.println("at the end: property "
                            + System.getProperty("kubeconfig") + ", file " + Files.exists(file) + ", server "
                            + answers() + ", client "
                            + Configuration.getDefaultApiClient().getBasePath())));
        }

        private static boolean answers() {
            return ProcessHandle.current().descendants().anyMatch(ProcessHandle::isAlive);
        }

        @Nested
        @KubeUser("alice")
        class Aware {
            @Test
            void shares_the_cluster(Cluster cluster, KubeAccess alice) throws IOException, ApiException {
                assertThat(Whoami.name(alice)).isEqualTo("alice");
                assertThat(Files.readString(kubeconfig())).contains("server: " + cluster.server());
                System.out.println("shared");
            }
        }
    }

    private String run(String... options) throws IOException, InterruptedException {
        try (ChildJvm child = ChildTest.start(directory, Suite.class, options)) {
            child.awaitEnd();
            return child.output();
        }
    }

    @Test
    @SessionStores.Needed
    void suite_runs_as_the_administrator_and_leaves_nothing() throws IOException, InterruptedException {
        assertThat(run(SETTING + "admin", "-Dkubeconfig=/before"))
                .contains(
                        "user of new CoreV1Api(): kubernetes-admin",
                        "user of the file: kubernetes-admin in default",
                        "shared",
                        "2 tests succeeded",
                        "at the end: property /before, file false, server false, client http://localhost");
    }

    @Test
    @SessionStores.Needed
    void suite_runs_as_a_service_account() throws IOException, InterruptedException {
        assertThat(run(SETTING + "system:serviceaccount:default:operator"))
                .contains(
                        "user of new CoreV1Api(): system:serviceaccount:default:operator",
                        "user of the file: system:serviceaccount:default:operator in default",
                        "shared",
                        "2 tests succeeded",
                        "at the end: property null, file false, server false");
    }

    @Test
    @SessionStores.Needed
    void suite_runs_as_a_user() throws IOException, InterruptedException {
        assertThat(run(SETTING + "carol, developers"))
                .contains("user of new CoreV1Api(): carol", "user of the file: carol in default", "2 tests succeeded");
    }

    @Test
    @SessionStores.Absent
    void oldest_junit_says_what_it_needs() throws IOException, InterruptedException {
        assertThat(run(SETTING + "admin"))
                .contains("kubeuser.default-kubeconfig needs JUnit 5.13 or newer, but runs on JUnit 5.12")
                .doesNotContain("tests succeeded");
    }

    @Test
    void malformed_identity_is_an_error_before_anything_starts() throws IOException, InterruptedException {
        assertThat(run(SETTING + "system:serviceaccount:operator"))
                .contains("kubeuser.default-kubeconfig=system:serviceaccount:operator: a ServiceAccount is named as"
                        + " system:serviceaccount:NAMESPACE:NAME")
                .doesNotContain("starting", "tests succeeded");
    }

    @Test
    void impersonated_user_is_an_error_before_anything_starts() throws IOException, InterruptedException {
        assertThat(run(SETTING + "carol", "-Dkubeuser.via=impersonation"))
                .contains("kubeuser.default-kubeconfig names a user, and kubeuser.via says that users are impersonated")
                .doesNotContain("starting", "tests succeeded");
    }

    @Test
    void nothing_happens_without_the_setting() throws IOException, InterruptedException {
        try (ChildJvm child = ChildTest.start(directory, Unset.class)) {
            assertThat(child.awaitEnd()).as(child::output).isZero();
        }
    }

    /** Has no subjects, so nothing of this library is needed. */
    public static class Unset {
        @Test
        void no_default() {
            assertThat(System.getProperty("kubeconfig")).isNull();
            assertThat(ProcessHandle.current().descendants()).isEmpty();
        }
    }
}
