package dev.kubeuser.rbac;

import dev.kubeuser.error.KubeUserException;

/** A policy could not be had. The message says what was asked, what was found, and what to do. */
public final class PolicyException extends KubeUserException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception with what the system reported.
     *
     * @param message what was asked, what was found, what to do next
     * @param cause what the system reported
     */
    public PolicyException(String message, Throwable cause) {
        super(message, cause);
    }
}
