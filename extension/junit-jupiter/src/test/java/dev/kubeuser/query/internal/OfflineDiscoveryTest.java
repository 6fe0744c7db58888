// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.query.internal;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.internal.ClusterDiscovery;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** On a cluster of its own, where nobody else defines kinds. */
@KubeCluster(dedicated = true)
@RunsOn(value = EMBEDDED, because = "other clusters serve more than Kubernetes does by default")
class OfflineDiscoveryTest {

    private static final Path TABLE = SourceTree.file("extension/policy/src/main/resources/dev/kubeuser/query/internal")
            .resolve(Discovery.TABLE);

    /** With {@code -Dkubeuser.golden=update} it writes the table. */
    @Test
    void the_table_has_what_the_newest_minor_serves(Cluster cluster) throws IOException {
        assumeTrue(
                KubernetesVersion.parse(cluster.version())
                        .equals(KnownVersions.read().standard()),
                "the table is that of the newest minor");
        List<String> served = new ClusterDiscovery(ManagedCluster.of(cluster))
                .get().all().stream().map(OfflineDiscoveryTest::line).sorted().toList();
        if ("update".equals(System.getProperty("kubeuser.golden"))) {
            List<String> table = new ArrayList<>(Files.readAllLines(TABLE).stream()
                    .filter(line -> line.startsWith("#"))
                    .toList());
            table.addAll(served);
            Files.write(TABLE, table);
        } else {
            assertThat(Discovery.lines())
                    .as("run this test with -Dkubeuser.golden=update, and review what changes")
                    .containsExactlyElementsOf(served);
        }
    }

    @Test
    void custom_resources_are_those_that_the_manifests_define() {
        Discovery discovery = Discovery.with(Manifests.parse("crds.yaml", """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.example.com}
                spec:
                  group: example.com
                  scope: Cluster
                  names: {plural: things, singular: thing, kind: Thing, shortNames: [th]}
                  versions: [{name: v1, served: true, storage: true, subresources: {status: {}}}]
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: odd.example.com}
                spec: {group: [a], versions: 1}
                """));

        assertThat(discovery.find(ResourceName.parse("things.example.com")).map(OfflineDiscoveryTest::line))
                .contains("things.example.com cluster create,delete,deletecollection,get,list,patch,update,watch"
                        + " Thing,th,thing");
        assertThat(discovery.find(ResourceName.parse("things.example.com/status")))
                .isPresent();
        assertThat(discovery.find(ResourceName.parse("things.example.com/scale")))
                .isEmpty();
        assertThat(discovery.find(ResourceName.parse("pods/log"))).isPresent();
    }

    /** As the table has it. */
    private static String line(ServedResource resource) {
        return String.join(
                " ",
                resource.name().toString(),
                resource.isNamespaced() ? "namespaced" : "cluster",
                sorted(resource.verbs()),
                sorted(resource.aliases()));
    }

    private static String sorted(Set<String> words) {
        return String.join(
                ",", words.stream().filter(word -> !word.isEmpty()).sorted().toList());
    }
}
