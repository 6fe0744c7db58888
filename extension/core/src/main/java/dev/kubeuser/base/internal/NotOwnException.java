package dev.kubeuser.base.internal;

import java.io.IOException;

/**
 * Another user could change a file or a directory, or something else is in its place. The message says so to users, in a
 * sentence without its end, so the name of the type is left out wherever this is shown.
 */
@SuppressWarnings("OverrideThrowableToString") // messages show failures of all types by toString
public final class NotOwnException extends IOException {

    private static final long serialVersionUID = 1L;

    NotOwnException(String message) {
        super(message);
    }

    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
