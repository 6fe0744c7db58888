// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.question.AccessMatrix;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What view, edit and admin grant: a file for each version of Kubernetes. */
@KubeManifests("policies/default-roles/")
@RunsOn(
        value = EMBEDDED,
        because = "what the default roles grant depends on the version of Kubernetes and on what else a cluster serves")
class DefaultRolesTest {

    @Test
    void nobody_gained_or_lost_access(Cluster cluster) {
        AccessMatrix matrix = AccessMatrix.builder(cluster)
                .subject("group:viewers")
                .subject("group:editors")
                .subject("group:admins")
                .in("default-roles")
                .ask();

        KubernetesVersion minor = KubernetesVersion.parse(cluster.version()).withoutPatch();
        assertThat(matrix).matchesGolden(Path.of("src/test/resources/default-roles/" + minor + ".md"));
    }
}
