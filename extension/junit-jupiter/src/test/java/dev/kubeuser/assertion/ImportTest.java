// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One import serves for AssertJ's assertions too, and both imports stand beside each other. */
@KubeUser("ines")
class ImportTest {

    @Test
    void both_are_found(KubeAccess ines) {
        assertThat(ines).isAuthenticatedAs("ines");
        assertThat(ines.get("/healthz")).isOk();
        assertThat(ines.name()).isEqualTo("ines");
        assertThat(List.of(1, 2)).hasSize(2);
    }
}
