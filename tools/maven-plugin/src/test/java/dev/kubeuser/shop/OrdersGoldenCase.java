// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.shop;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.question.AccessMatrix;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Has a golden file. */
@KubeManifests(value = "deploy/rbac.yaml", createNamespaces = true)
@KubeUser(value = "olga", groups = "orders-team")
class OrdersGoldenCase {

    @Test
    void access_is_as_written(KubeAccess olga) {
        AccessMatrix matrix =
                AccessMatrix.builder(olga.cluster()).subjects(olga).in("orders").ask();
        assertThat(matrix).matchesGolden(Path.of("orders.md"));
    }
}
