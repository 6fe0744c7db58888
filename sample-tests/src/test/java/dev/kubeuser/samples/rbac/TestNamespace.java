// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.rbac;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;

/**
 * A namespace that a test class has for itself, so that classes can share a cluster. What is in it goes with it.
 *
 * @param core the administrator's
 * @param name unique in the cluster
 */
record TestNamespace(CoreV1Api core, String name) implements AutoCloseable {

    static TestNamespace create(CoreV1Api core) throws ApiException {
        V1Namespace namespace = new V1Namespace().metadata(new V1ObjectMeta().generateName("kubeuser-sample-"));
        return new TestNamespace(
                core, core.createNamespace(namespace).execute().getMetadata().getName());
    }

    @Override
    public void close() throws ApiException {
        core.deleteNamespace(name).execute();
    }
}
