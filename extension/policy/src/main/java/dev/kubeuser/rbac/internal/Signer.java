// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.internal;

import java.util.List;

/**
 * A signer of CertificateSigningRequests, as rules refer to it.
 *
 * @param name for example {@code kubernetes.io/kube-apiserver-client}
 */
public record Signer(String name) {

    /**
     * {@return the names of the resource {@code signers} that admission checks, in its order: the signer, then its
     * whole domain. One that is allowed is enough}
     */
    public List<String> resourceNames() {
        return List.of(name, name.split("/", 2)[0] + "/*");
    }
}
