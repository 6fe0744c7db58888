// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAnonymous;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Several kinds of subjects in one test. */
class ServiceAccountTest {

    @Test
    void who_is_who(
            @KubeServiceAccount("build/robot") KubeAccess robot,
            @KubeUser("alice") KubeAccess alice,
            @KubeAnonymous KubeAccess nobody) {
        assertThat(robot.name()).isEqualTo("system:serviceaccount:build:robot");
        assertThat(alice.get("/api").code()).isEqualTo(200);
        assertThat(nobody.get("/api").code()).isIn(401, 403);
    }
}
