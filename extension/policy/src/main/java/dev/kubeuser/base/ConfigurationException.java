// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Thrown for a setting or an argument that makes no sense. The message names it and lists what is valid. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ConfigurationException extends KubeUserException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was found, where, and what is valid
     * @param cause the exception from reading it, or {@code null}
     */
    @API(status = API.Status.INTERNAL)
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
