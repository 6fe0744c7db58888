package dev.kubeuser.manifest;

import dev.kubeuser.error.KubeUserException;

/**
 * Manifests could not be read, applied or removed. The message names file and line, and for an object that the API
 * server refused its kind, namespace, name and the server's message.
 */
public final class ManifestException extends KubeUserException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked, what was found, what to do next
     */
    public ManifestException(String message) {
        super(message);
    }

    /**
     * Creates the exception with what the system reported.
     *
     * @param message what was asked, what was found, what to do next
     * @param cause what the system reported
     */
    public ManifestException(String message, Throwable cause) {
        super(message, cause);
    }
}
