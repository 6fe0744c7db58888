package dev.kubeuser.plan.internal;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What one {@code @KubeWebhooks} declares.
 *
 * @param port the port that the test listens on; 0 for a free one
 * @param owner the class
 */
public record DeclaredWebhooks(int port, Class<?> owner) {

    private static final int HIGHEST_PORT = 65_535;

    /** Refuses a port that no socket has. */
    public DeclaredWebhooks {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new ExtensionConfigurationException("@KubeWebhooks(port = " + port + ") on " + owner.getName()
                    + ": a port from 1 to " + HIGHEST_PORT + " is needed, or 0 for a free one");
        }
    }

    /** The nearest; {@code null} if there is none. */
    static @Nullable DeclaredWebhooks of(List<Class<?>> innermostFirst, DeclarationSource declared) {
        return innermostFirst.stream()
                .flatMap(type -> IntStream.concat(
                                declared.webhookPort(type).stream(), declared.registered(type).webhookPort().stream())
                        .mapToObj(port -> new DeclaredWebhooks(port, type)))
                .findFirst()
                .orElse(null);
    }
}
