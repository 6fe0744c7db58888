// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import io.kubernetes.client.openapi.models.V1Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a JVM loads before the first answer of a test that needs only an HTTP client, and what for assertions and their
 * report. Loading classes is most of what such a test waits for.
 */
@RunsOnce
class LoadedClassesTest {

    private static final Pattern CLASS = Pattern.compile("(?m)^(\\S+) source: ");

    private static final Pattern NEEDLESS = Pattern.compile("io\\.kubernetes\\.client\\.openapi\\.(JSON|models\\.).*"
            + "|io\\.kubernetes\\.client\\.proto\\..*"
            + "|com\\.google\\.protobuf\\..*"
            + "|org\\.testcontainers\\..*"
            + "|com\\.github\\.dockerjava\\..*"
            + "|org\\.bouncycastle\\.jce\\.provider\\.BouncyCastleProvider"
            // generates code for each record that is compared or hashed
            + "|java\\.lang\\.runtime\\.ObjectMethods");

    @TempDir
    private Path directory;

    @KubeUser("alice")
    static class Plain {
        @Test
        void test(OkHttpClient alice, dev.kubeuser.cluster.Cluster cluster) throws IOException {
            try (Response response = alice.newCall(new Request.Builder()
                            .url("https://kubernetes:" + cluster.server().getPort() + "/healthz")
                            .build())
                    .execute()) {
                assertThat(response.body().string()).isEqualTo("ok");
            }
        }
    }

    @KubeUser("alice")
    @KubeManifests(value = "classpath:proof/round-trips.yaml", createNamespaces = true)
    static class Asking {
        @Test
        void test(KubeAccess alice) {
            assertThat(alice).cannot(list("pods").in("default"));
        }
    }

    @Test
    void client_needs_neither_kinds_of_objects_nor_containers() throws IOException, InterruptedException {
        assertThat(loaded(Plain.class))
                .contains(OkHttpClient.class.getName())
                .filteredOn(NEEDLESS.asMatchPredicate())
                .isEmpty();
    }

    /** The official client's classes for objects are many, and slow to load. */
    @Test
    void assertions_policy_and_report_need_no_other_kinds_of_objects() throws IOException, InterruptedException {
        assertThat(loaded(Asking.class, "-Dkubeuser.report=" + directory.resolve("report")))
                .contains(RbacRole.class.getName())
                .doesNotContain("io.kubernetes.client.openapi.JSON", V1Role.class.getName());
        assertThat(directory.resolve("report/report.html")).exists();
    }

    private List<String> loaded(Class<?> tests, String... settings) throws IOException, InterruptedException {
        Path log = directory.resolve("classes.txt");
        String[] options = new String[settings.length + 2];
        options[0] = "-Dkubeuser.cluster=embedded";
        options[1] = "-Xlog:class+load:file=" + log + ":none";
        System.arraycopy(settings, 0, options, 2, settings.length);
        try (ChildJvm child = ChildTest.start(directory, tests, options)) {
            assertThat(child.awaitEnd()).as(child.output()).isZero();
        }
        return CLASS.matcher(Files.readString(log))
                .results()
                .map(line -> line.group(1))
                .toList();
    }
}
