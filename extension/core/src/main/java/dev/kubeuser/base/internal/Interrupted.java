package dev.kubeuser.base.internal;

import dev.kubeuser.error.KubeUserException;

/** The end of a wait by {@link Thread#interrupt}; the thread stays marked as interrupted. */
final class Interrupted extends KubeUserException {

    private static final long serialVersionUID = 1L;

    Interrupted(InterruptedException interrupt) {
        super("The test was interrupted while it waited for the cluster", interrupt);
    }
}
