// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster that tests of the existing kind run on, and what is said of it when they are over. */
class ExistingClusterTest {

    @Test
    void object_of_a_run_that_is_left_is_written_down(@TempDir Path directory) throws Exception {
        try (ExistingCluster existing = ExistingCluster.start(directory, Duration.ofSeconds(2))) {
            CoreV1Api core = administrator(Path.of(existing.settings().get(KindUnderTest.KUBECONFIG)));
            core.createNamespacedConfigMap("default", configMap("ours", "kubeuser"))
                    .execute();
            core.createNamespacedConfigMap("default", configMap("theirs", "helm"))
                    .execute();
        }
        assertThat(ExistingCluster.leftIn(directory)).hasContent("ConfigMap default/ours");
        assertThat(directory.resolve("control-plane-data")).doesNotExist();
    }

    private static CoreV1Api administrator(Path kubeconfig) throws Exception {
        try (Reader in = Files.newBufferedReader(kubeconfig)) {
            KubeConfig config = KubeConfig.loadKubeConfig(in);
            assertThat(config.getCurrentContext()).isNull();
            assertThat(config.setContext("existing")).isTrue();
            return new CoreV1Api(ClientBuilder.kubeconfig(config).build());
        }
    }

    private static V1ConfigMap configMap(String name, String manager) {
        return new V1ConfigMap()
                .metadata(new V1ObjectMeta().name(name).labels(Map.of("app.kubernetes.io/managed-by", manager)));
    }
}
