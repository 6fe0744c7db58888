package dev.kubeuser.kinds;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;

/** The container engine of this machine. */
final class Engine {

    private static final int PATIENCE_SECONDS = 30;

    private Engine() {}

    /** Testcontainers can take minutes to find out that it lacks an image of its own. */
    static boolean answers() {
        return CompletableFuture.supplyAsync(
                        () -> DockerClientFactory.instance().isDockerAvailable())
                .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Whether this machine is one that must not lack it. */
    static boolean isRequired() {
        return Required.isRequired("docker");
    }
}
