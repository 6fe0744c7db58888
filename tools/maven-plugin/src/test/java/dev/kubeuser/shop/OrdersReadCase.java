// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.shop;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Covers one of the two permissions of the team for orders. */
@KubeManifests(value = "deploy/rbac.yaml", createNamespaces = true)
@KubeUser(value = "olga", groups = "orders-team")
class OrdersReadCase {

    @Test
    void pods_are_read(KubeAccess olga) {
        assertThat(olga).can(get("pods").in("orders"));
    }
}
