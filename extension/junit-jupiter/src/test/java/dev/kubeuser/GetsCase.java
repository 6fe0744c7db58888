// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.analysis.internal.ThresholdCase;
import org.junit.jupiter.api.Test;

/** Covers the permission that {@link ThresholdCase} does not. */
@KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
@KubeUser(value = "bob", groups = "proof-test-developers")
public class GetsCase {

    @Test
    void pods_are_read(KubeAccess bob) {
        assertThat(bob).can(get("pods").in("proof-test"));
    }
}
