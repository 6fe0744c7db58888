// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.question.Write.createObject;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verb that no request has, and that an admission policy asks for. */
@InTurn
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class AskedByAdmissionTest {

    private static final String SAMPLES = "../../sample-tests/policies/admission/";

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

    @Test
    void it_is_needed_and_known(@TempDir Path directory) throws IOException {
        JsonObject report = ReportJson.of(Releases.class, directory);

        Assertions.assertThat(report.getAsJsonArray("findings").toString()).doesNotContain("release");
        Assertions.assertThat(Files.readString(directory.resolve("least-privilege.yaml")))
                .contains("- release");
        Assertions.assertThat(Files.readString(directory.resolve("narrowed-policy.diff")))
                .doesNotContain("release]");
    }
}
