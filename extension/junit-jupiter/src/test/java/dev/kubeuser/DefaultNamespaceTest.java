// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import java.nio.file.Files;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The namespace that clients and kubeconfigs assume for requests that name none. */
@KubeUser("nora")
class DefaultNamespaceTest {

    @Test
    void is_default_without_a_namespace_of_the_test(KubeAccess nora, Kubeconfig kubeconfig, Cluster cluster) {
        assertThat(nora.namespace()).isEqualTo("default");
        assertThat(kubeconfig.text()).containsPattern("namespace: default\n");
        if (cluster.kind() == ClusterKind.EMBEDDED) {
            assertThat(cluster.adminKubeconfig()).content().containsPattern("namespace: default\n");
        }
    }

    @Test
    void is_not_one_that_has_a_name(@KubeNamespace("named") String named, KubeAccess nora) {
        assertThat(nora.namespace()).isEqualTo("default").isNotEqualTo(named);
    }

    @Nested
    @KubeNamespace
    class OfClass {

        @KubeUser("nora")
        Kubeconfig field;

        @Test
        void is_the_namespace_of_the_class(@KubeNamespace String namespace, KubeAccess nora, Kubeconfig kubeconfig) {
            assertThat(nora.namespace()).isEqualTo(namespace);
            assertThat(nora.clientConfig().namespace()).isEqualTo(namespace);
            assertThat(kubeconfig.text()).contains("namespace: " + namespace);
            assertThat(field.text()).isEqualTo(kubeconfig.text());
        }

        @Test
        @KubeNamespace
        void is_the_namespace_of_the_method(@KubeNamespace String namespace, KubeAccess nora) {
            assertThat(nora.namespace()).isEqualTo(namespace);
            assertThat(field.text()).as("the field was set before").doesNotContain(namespace);
        }
    }

    @Test
    void can_be_another(KubeAccess nora) throws Exception {
        KubeAccess elsewhere = nora.inNamespace("elsewhere");
        assertThat(elsewhere.namespace()).isEqualTo("elsewhere");
        assertThat(nora.inNamespace("default")).isSameAs(nora);
        assertThat(Files.readString(elsewhere.kubeconfig().file())).contains("namespace: elsewhere");
        assertThat(Files.readString(nora.kubeconfig().file())).contains("namespace: default");
    }
}
