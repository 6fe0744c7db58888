package dev.kubeuser.cluster.k3s;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.LogTail;
import java.util.ArrayList;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.TestcontainersConfiguration;

/** The container of Testcontainers' k3s module, made to be a server for access tests: no node and no privileges. */
final class K3sServer {

    /** Everything at the level that has users, verbs, resources and decisions, and no bodies. */
    private static final String AUDIT_POLICY = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n";

    private K3sServer() {}

    static K3sContainer container(ClusterSpec spec, LogTail log) {
        K3sContainer container = new K3sContainer(K3sImage.parse(spec.k3s().image()));
        String host = DockerClientFactory.instance().dockerHostIpAddress();
        container.withCommand(new K3sCommand(spec, host).arguments().toArray(String[]::new));
        container.withCopyToContainer(Transferable.of(AUDIT_POLICY), K3sCommand.AUDIT_POLICY);
        container.withLogConsumer(frame -> log.add(frame.getUtf8StringWithoutLineEnding()));
        container.waitingFor(new ReadyzWait().withStartupTimeout(spec.launch().startTimeout()));
        if (!spec.k3s().agent()) {
            dropPrivileges(container);
        }
        if (spec.launch().keep()) {
            requireReuse("kubeuser.keep");
            container.withReuse(true);
        }
        return container;
    }

    /** Only a node needs the privileges and the host's control groups that the module gives a container. */
    private static void dropPrivileges(K3sContainer container) {
        container.withPrivilegedMode(false);
        container.setBinds(new ArrayList<>());
    }

    /** Testcontainers removes a container with the JVM unless its user allows reuse. */
    static void requireReuse(String setting) {
        if (!TestcontainersConfiguration.getInstance().environmentSupportsReuse()) {
            throw new ClusterException(setting + " cannot keep a k3s container, because Testcontainers removes it: put"
                    + " testcontainers.reuse.enable=true into ~/.testcontainers.properties, set"
                    + " TESTCONTAINERS_REUSE_ENABLE=true in the environment, or use"
                    + " kubeuser.cluster=embedded");
        }
    }
}
