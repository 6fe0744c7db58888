// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.admission;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatThrownBy;
import static dev.kubeuser.question.Write.createObject;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What an assertion says that does not hold. */
@KubeManifests("policies/admission/release-only.yaml")
@KubeUser(value = "bob", groups = "developers")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class ReleaseOnlyFailureTest {

    @Test
    void a_failure_names_policy_binding_and_validation(KubeAccess bob) throws IOException {
        Manifests shop = Manifests.load("policies/admission/shop.yaml");

        assertThatThrownBy(() -> assertThat(bob).can(createObject(shop).in("production")))
                .hasMessage("\n"
                        + Files.readString(Path.of("src/test/resources/release-only.txt"))
                                .strip());
    }
}
