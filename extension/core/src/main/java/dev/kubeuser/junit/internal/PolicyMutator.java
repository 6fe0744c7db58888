// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.OwnNamespaces;

/** Changes the policy under test before it is applied. A mutation trial puts one into the session's store. */
@FunctionalInterface
public interface PolicyMutator {

    /**
     * Returns the manifests to apply instead.
     *
     * @param admin the administrator of the cluster
     * @param manifests the manifests of a test
     * @param namespace the namespace of objects that name none
     * @param own the namespaces of the test
     */
    Manifests mutate(KubeAccess admin, Manifests manifests, String namespace, OwnNamespaces own);
}
