package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The containers with k3s that JVMs share. The engine does not say of which user they are. */
final class ReusedContainers {

    private static final int SHORT_ID = 12;

    private ReusedContainers() {}

    /**
     * Removes all of them, also those that are in use, of any user of the container engine.
     *
     * @return what was done, a sentence each; empty if there was nothing to do, or no engine answers
     * @throws ClusterException if a container cannot be removed
     */
    static List<String> end() {
        Optional<DockerClient> engine = ContainerEngine.withoutReaper();
        if (engine.isEmpty()) {
            return List.of();
        }
        List<String> done = new ArrayList<>();
        try (DockerClient client = engine.get()) {
            for (Container container : client.listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(K3sReuse.LABEL))
                    .exec()) {
                client.removeContainerCmd(container.getId())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
                done.add("removed the reused container " + container.getId().substring(0, SHORT_ID));
            }
            return done;
        } catch (IOException | DockerException failure) {
            throw new ClusterException(
                    "The reused containers cannot be removed: " + failure.getMessage()
                            + ". Look for them with docker ps --filter label=" + K3sReuse.LABEL + ".",
                    failure);
        }
    }
}
