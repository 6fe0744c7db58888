// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.proof;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** The same with what the report suggested: each mutant of the policy is killed. */
@KubeUser("somebody")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class ReleaseManagersOnlyTest extends ReleaseManagersTest {

    @Test
    void they_do_nothing_else(@KubeUser("rita") KubeAccess rita) {
        assertThat(rita).cannot(create("deployments.apps").in("release"));
        assertThat(rita).cannot(get("controllerrevisions.apps").in("release"));
        assertThat(rita).cannot(get("deployments.apps").inAllNamespaces());
        assertThat(rita).cannot(get("secrets").in("release"));
        assertThat(rita).cannot(delete("secrets").named("signing-key").in("release"));
        assertThat(rita).cannot(get("configmaps").named("signing-key").in("release"));
    }

    @Test
    void others_do_not(@KubeUser("somebody") KubeAccess somebody) {
        assertThat(somebody).cannot(get("deployments.apps").in("release"));
    }
}
