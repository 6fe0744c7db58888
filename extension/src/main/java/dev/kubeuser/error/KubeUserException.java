package dev.kubeuser.error;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The root of all exceptions that this library throws on its own account. An assertion that does not hold is an
 * {@link AssertionError}, as everywhere; a mistake in an annotation is JUnit's {@code ExtensionConfigurationException}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class KubeUserException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * An exception without a cause.
     *
     * @param message what was asked, what was found, what to do next
     */
    protected KubeUserException(String message) {
        super(message);
    }

    /**
     * An exception with its cause.
     *
     * @param message what was asked, what was found, what to do next
     * @param cause why, or {@code null} if nothing was thrown
     */
    protected KubeUserException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
