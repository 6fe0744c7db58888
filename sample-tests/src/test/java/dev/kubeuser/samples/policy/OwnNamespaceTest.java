// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** A policy in a namespace that no other test knows: tests that write meet nobody, and leave nothing. */
@KubeNamespace
@KubeManifests("policies/own-namespace/")
@KubeUser(value = "quentin", groups = "quota-managers")
class OwnNamespaceTest {

    @Test
    void a_manager_sets_a_quota(KubeAccess quentin, @KubeNamespace String namespace) {
        String quota = "{\"metadata\": {\"name\": \"team\"}, \"spec\": {\"hard\": {\"pods\": \"10\"}}}";

        assertThat(quentin.request("POST", "/api/v1/namespaces/" + namespace + "/resourcequotas", quota))
                .hasStatus(201);
    }

    @Test
    void but_in_no_other_namespace(KubeAccess quentin) {
        assertThat(quentin).cannot(list("resourcequotas").in("default"));
    }
}
