// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** A user whom the API server answers. */
@KubeUser("alice")
public class AnsweredCase {

    @Test
    void is_answered(KubeAccess alice) {
        assertThat(alice.get("/healthz").body()).isEqualTo("ok");
    }
}
