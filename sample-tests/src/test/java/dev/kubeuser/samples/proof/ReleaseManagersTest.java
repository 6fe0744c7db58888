// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.proof;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.patch;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Release managers can do all that their policy says. Every permission is covered, and few mutants are killed. */
@KubeManifests("policies/release/")
@KubeUser(value = "rita", groups = "release-managers")
class ReleaseManagersTest {

    @Test
    void they_release(@KubeUser("rita") KubeAccess rita) {
        assertThat(rita).can(get("deployments.apps").in("release"));
        assertThat(rita).can(patch("deployments.apps").in("release"));
        assertThat(rita).can(get("secrets").named("signing-key").in("release"));
    }
}
