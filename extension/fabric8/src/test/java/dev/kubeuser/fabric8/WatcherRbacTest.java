// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.question.Refusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

/** The example in docs/clients.md. */
@KubeServiceAccount("default/fabric8-watcher")
@KubeManifests("classpath:policies/watchers.yaml")
class WatcherRbacTest {

    @Test
    void reads_configmaps_and_no_secrets(KubernetesClient client, KubeAccess watcher) {
        assertThat(client.configMaps().list().getItems()).isNotEmpty();
        assertThatForbidden(watcher, () -> client.secrets().list()).isForbiddenBy(Refusal.AUTHORIZATION);
    }
}
