package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.kubeuser.cluster.ClusterException;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** Ends and removes a container. Testcontainers says nothing if it cannot, so the engine is asked afterwards. */
record ContainerRemoval(GenericContainer<?> container) {

    void perform() {
        String id = container.getContainerId();
        attempt(id).ifPresent(obstacle -> {
            throw new ClusterException(
                    "The k3s container could not be removed: " + obstacle + ". Remove it by docker rm -f " + id);
        });
    }

    /** What is in the way, if it is not gone. */
    private Optional<String> attempt(String id) {
        try {
            container.stop();
            DockerClientFactory.lazyClient().inspectContainerCmd(id).exec();
            return Optional.of("it is still there");
        } catch (NotFoundException gone) {
            return Optional.empty();
        } catch (RuntimeException silence) {
            return Optional.of("the container engine failed, " + silence.getMessage());
        }
    }
}
