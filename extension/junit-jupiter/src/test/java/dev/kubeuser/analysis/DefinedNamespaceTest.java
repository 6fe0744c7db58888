// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A namespace that the manifests define keeps its name, though no role and no binding names it. */
@RunsOnce
class DefinedNamespaceTest {

    @KubeManifests("classpath:proof/defined-namespace.yaml")
    @KubeUser("nadia")
    static class Reading {
        @Test
        void reads(KubeAccess nadia) {
            assertThat(nadia.get("/api/v1/namespaces/defined-by-manifest/configmaps")
                            .code())
                    .isEqualTo(200);
        }
    }

    @Test
    void it_is_in_the_least_privilege_by_its_name(@TempDir Path directory) throws IOException {
        ReportJson.of(Reading.class, directory);
        assertThat(Files.readString(directory.resolve("least-privilege.yaml")))
                .contains("namespace: defined-by-manifest")
                .doesNotContain("${kubeuser.namespace}");
    }
}
