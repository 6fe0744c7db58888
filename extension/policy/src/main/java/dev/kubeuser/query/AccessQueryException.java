// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.query;

import dev.kubeuser.base.KubeUserException;
import org.apiguardian.api.API;

/**
 * Thrown for a question that means nothing to the API server: it names a verb or resource that the server does not
 * know, or leaves out the namespace of a namespaced resource. It is never a failed assertion, so it is never taken for
 * a "no".
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class AccessQueryException extends KubeUserException {

    private static final long serialVersionUID = 1;

    @API(status = API.Status.INTERNAL)
    public AccessQueryException(String message) {
        super(message);
    }
}
