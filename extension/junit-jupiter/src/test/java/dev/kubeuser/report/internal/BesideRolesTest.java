// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.EngineRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CI publishes reports. Secrets and settings are often in the files of roles, and even on their lines. */
@RunsOnce
class BesideRolesTest {

    private static final String FILES = "src/test/resources/manifests/";

    @TempDir
    private Path directory;

    @KubeManifests(
            value = {FILES + "beside.yaml", FILES + "beside.json"},
            createNamespaces = true)
    @KubeUser(value = "alice", groups = "proof-test-developers")
    static class Beside {

        @Test
        void lists(KubeAccess alice) {
            assertThat(alice).can(list("pods").in("proof-test"));
        }
    }

    @Test
    void what_is_beside_a_role_is_in_no_file_of_the_report() throws IOException {
        EngineRun.reporting(directory, Beside.class).assertSuccessful(1);

        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).hasSizeGreaterThan(6);
        for (Path file : files) {
            assertThat(text(file)).as(file.toString()).doesNotContain("HIDDEN", "PRIVATE KEY");
        }
        assertThat(text(directory.resolve("report.html"))).contains("compact");
        assertThat(text(directory.resolve("narrowed-policy.diff"))).contains("+  verbs: [list]");
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                InputStream text = file.toString().endsWith(".part") ? new GZIPInputStream(in) : in) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
