// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.shop;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Covers one of the two permissions of the team for orders. */
@KubeManifests(value = "deploy/rbac.yaml", createNamespaces = true)
@KubeUser(value = "oskar", groups = "orders-team")
class OrdersListCase {

    @Test
    void pods_are_listed(KubeAccess oskar) {
        assertThat(oskar).can(list("pods").in("orders"));
    }
}
