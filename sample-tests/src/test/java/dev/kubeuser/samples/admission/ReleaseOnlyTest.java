// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.admission;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.question.Write.createObject;

import dev.kubeuser.AccessTable;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.manifest.Manifests;
import org.junit.jupiter.api.Test;

/** Who may change production is decided by an admission policy that asks for a verb of its own. */
@KubeManifests("policies/admission/release-only.yaml")
@KubeUser(value = "bob", groups = "developers")
@KubeUser(
        value = "carol",
        groups = {"developers", "release"})
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class ReleaseOnlyTest {

    private static final Manifests SHOP = Manifests.load("policies/admission/shop.yaml");

    @Test
    void only_who_may_release_changes_production(@KubeUser("bob") KubeAccess bob, @KubeUser("carol") KubeAccess carol) {
        assertThat(carol).can(createObject(SHOP).in("production"));
        assertThat(bob).cannot(createObject(SHOP).in("production")).deniedBy("ValidatingAdmissionPolicy release-only");
    }

    @AccessTable("release-only.yaml")
    void writes_are_as_written() {}
}
