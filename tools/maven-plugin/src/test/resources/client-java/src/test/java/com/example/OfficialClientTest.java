// SPDX-License-Identifier: Apache-2.0
package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.Kubeconfig;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.util.Config;
import org.junit.jupiter.api.Test;

class OfficialClientTest {

    @Test
    void reads_the_kubeconfig(@KubeUser("alice") Kubeconfig kubeconfig) throws Exception {
        AuthenticationV1Api api =
                new AuthenticationV1Api(Config.fromConfig(kubeconfig.file().toString()));

        assertThat(api.createSelfSubjectReview(new V1SelfSubjectReview())
                        .execute()
                        .getStatus()
                        .getUserInfo()
                        .getUsername())
                .isEqualTo("alice");
    }
}
