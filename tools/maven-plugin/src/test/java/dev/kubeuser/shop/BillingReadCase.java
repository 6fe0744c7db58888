// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.shop;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Covers one of the two permissions of the team for billing. */
@KubeManifests(value = "deploy/rbac.yaml", createNamespaces = true)
@KubeUser(value = "bea", groups = "billing-team")
class BillingReadCase {

    @Test
    void settings_are_read(KubeAccess bea) {
        assertThat(bea).can(get("configmaps").in("billing"));
    }
}
