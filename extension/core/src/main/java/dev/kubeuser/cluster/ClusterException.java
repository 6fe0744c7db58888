// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import dev.kubeuser.base.KubeUserException;
import org.apiguardian.api.API;

/**
 * Thrown when a cluster cannot be started, ends unexpectedly, or cannot be ended. The message has what was asked, what
 * was found and what to do. It includes the last log lines, if any.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ClusterException extends KubeUserException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what was found, what to do next
     */
    public ClusterException(String message) {
        super(message);
    }

    /**
     * Creates the exception with its cause.
     *
     * @param message what was asked, what was found, what to do next
     * @param cause what the system reported
     */
    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
