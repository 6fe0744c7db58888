package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import dev.kubeuser.base.internal.ProcessMark;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;

/**
 * Containers of killed JVMs. Testcontainers' reaper removes them at once. If it is disabled or was killed too, the next
 * start on this machine removes them.
 */
final class K3sOrphans {

    private static final System.Logger LOG = System.getLogger(K3sOrphans.class.getName());

    /** Names the JVM that owns a container. */
    private static final String LABEL = "dev.kubeuser.process";

    private K3sOrphans() {}

    /** Labels a container with its JVM, before the container is created. */
    static void own(K3sContainer container) {
        container.withLabel(LABEL, ProcessMark.ofThisJvm().inName());
    }

    /** Removes those of this machine whose JVM is gone. A container that cannot be removed does not prevent a start. */
    static void remove() {
        DockerClient engine = DockerClientFactory.lazyClient();
        try {
            List<Container> owned = engine.listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(LABEL))
                    .exec();
            for (Container container : owned) {
                if (ProcessMark.hasEnded(container.getLabels().getOrDefault(LABEL, ""))) {
                    engine.removeContainerCmd(container.getId())
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec();
                }
            }
        } catch (DockerException failure) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: a container of a killed JVM cannot be removed", failure);
        }
    }
}
