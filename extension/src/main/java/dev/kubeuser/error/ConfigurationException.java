package dev.kubeuser.error;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A setting or an argument that cannot be meant; says which, and what would be good. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ConfigurationException extends KubeUserException {

    private static final long serialVersionUID = 1L;

    /**
     * A mistake in the configuration.
     *
     * @param message what was found, where, and what would be good
     * @param cause what was thrown on reading it, or {@code null} if nothing was
     */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
