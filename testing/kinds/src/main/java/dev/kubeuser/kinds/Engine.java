package dev.kubeuser.kinds;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;

/** The container engine of this machine. */
final class Engine {

    private static final int PATIENCE_SECONDS = 30;

    private Engine() {}

    /**
     * Whether the engine answers. Testcontainers may take minutes to find out that one of its own images is missing.
     */
    static boolean answers() {
        return CompletableFuture.supplyAsync(
                        () -> DockerClientFactory.instance().isDockerAvailable())
                .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Whether this machine must have it. */
    static boolean isRequired() {
        return Required.isRequired("docker");
    }
}
