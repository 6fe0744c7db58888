package dev.kubeuser.cluster.k3s;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.AdminClient;
import dev.kubeuser.cluster.internal.Readyz;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.k3s.K3sContainer;

/**
 * Waits until /readyz of k3s succeeds. Asks as the administrator, because k3s refuses anonymous requests. A server
 * without an agent never logs the line that {@link K3sContainer} waits for by default.
 */
final class ReadyzWait extends AbstractWaitStrategy {

    private static final String KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";

    private final LaunchOptions launch;
    private @Nullable Exception lastFailure;

    ReadyzWait(LaunchOptions launch) {
        this.launch = launch;
    }

    @Override
    protected void waitUntilReady() {
        Deadline deadline = Deadline.in(startupTimeout);
        if (!deadline.await(this::isReady)) {
            throw new ContainerLaunchException(
                    "k3s was not ready " + deadline + "; set kubeuser.start-timeout to wait longer", lastFailure);
        }
    }

    private boolean isReady() {
        try {
            requireRunning();
            requireReady();
            return true;
        } catch (ContainerLaunchException ended) {
            throw ended;
        } catch (IOException | RuntimeException notYet) {
            lastFailure = notYet;
            return false;
        }
    }

    private void requireRunning() {
        if (!waitStrategyTarget.isRunning()) {
            throw new ContainerLaunchException("the container ended while k3s was starting");
        }
    }

    private void requireReady() throws IOException {
        String kubeconfig = waitStrategyTarget.copyFileFromContainer(
                KUBECONFIG, content -> new String(content.readAllBytes(), StandardCharsets.UTF_8));
        KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(kubeconfig));
        try (AdminClient admin = AdminClient.local(config, server(), launch)) {
            new Readyz(admin.requests()).require(launch.requestTimeout());
        }
    }

    private URI server() {
        return URI.create("https://" + waitStrategyTarget.getHost() + ":"
                + waitStrategyTarget.getMappedPort(K3sContainer.KUBE_SECURE_PORT));
    }
}
