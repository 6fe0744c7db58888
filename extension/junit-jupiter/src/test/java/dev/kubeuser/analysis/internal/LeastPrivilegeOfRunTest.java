// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.question.Write.createObject;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run of tests says to be needed. */
@InTurn
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class LeastPrivilegeOfRunTest {

    private static final String SAMPLES = "../../sample-tests/policies/admission/";

    @TempDir
    private Path directory;

    @KubeManifests(SAMPLES + "release-only.yaml")
    static class Releases {
        @Test
        void changes_production(
                @KubeUser(
                                value = "carol",
                                groups = {"developers", "release"})
                        KubeAccess carol) {
            assertThat(carol)
                    .can(createObject(Manifests.load(SAMPLES + "shop.yaml")).in("production"));
        }
    }

    /** It is a verb that no request has. */
    @Test
    void what_an_admission_policy_asks_for_is_needed_and_known() throws IOException {
        JsonObject report = ReportJson.of(Releases.class, directory);

        assertThat(report.getAsJsonArray("findings").toString()).doesNotContain("release");
        assertThat(directory.resolve("least-privilege.yaml")).content().contains("- release");
        assertThat(directory.resolve("narrowed-policy.diff")).content().doesNotContain("release]");
    }

    @KubeManifests("classpath:proof/defined-namespace.yaml")
    @KubeUser("nadia")
    static class Reading {
        @Test
        void reads(KubeAccess nadia) {
            assertThat(nadia.get("/api/v1/namespaces/defined-by-manifest/configmaps"))
                    .isOk();
        }
    }

    /** Though no role and no binding names it. */
    @Test
    void a_namespace_that_the_manifests_define_keeps_its_name() throws IOException {
        ReportJson.of(Reading.class, directory);
        assertThat(directory.resolve("least-privilege.yaml"))
                .content()
                .contains("namespace: defined-by-manifest")
                .doesNotContain("${kubeuser.namespace}");
    }
}
