// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The superclass of this library's exceptions. A failed assertion is an {@link AssertionError}; a mistake in an
 * annotation is JUnit's {@code ExtensionConfigurationException}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public abstract class KubeUserException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a cause.
     *
     * @param message what was asked, what was found, what to do next
     */
    @API(status = API.Status.INTERNAL)
    protected KubeUserException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what was asked, what was found, what to do next
     * @param cause the cause, or {@code null}
     */
    @API(status = API.Status.INTERNAL)
    protected KubeUserException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
