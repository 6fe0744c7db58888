// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.base.KubeUserException;
import org.apiguardian.api.API;

/**
 * Thrown when manifests cannot be read, applied or removed. The message names file and line; if the API server refused
 * an object, also its kind, namespace and name, and the server's message.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ManifestException extends KubeUserException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what was found, what to do next
     */
    @API(status = API.Status.INTERNAL)
    public ManifestException(String message) {
        super(message);
    }

    /**
     * Creates the exception with its cause.
     *
     * @param message what was asked, what was found, what to do next
     * @param cause what the system reported
     */
    @API(status = API.Status.INTERNAL)
    public ManifestException(String message, Throwable cause) {
        super(message, cause);
    }
}
