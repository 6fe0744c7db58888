package dev.kubeuser.cluster;

import dev.kubeuser.error.KubeUserException;
import org.apiguardian.api.API;

/**
 * A cluster could not be started, ended by itself, or could not be ended. The message says what was asked, what was
 * found, and what to do; it carries the last log lines where there are any.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
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
     * Creates the exception with what the system reported.
     *
     * @param message what was asked, what was found, what to do next
     * @param cause what the system reported
     */
    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
