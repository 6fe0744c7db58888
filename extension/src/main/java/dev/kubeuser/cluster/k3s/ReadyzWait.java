package dev.kubeuser.cluster.k3s;

import dev.kubeuser.cluster.internal.AdminClient;
import dev.kubeuser.cluster.internal.Readyz;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.rnorth.ducttape.TimeoutException;
import org.rnorth.ducttape.ratelimits.RateLimiter;
import org.rnorth.ducttape.ratelimits.RateLimiterBuilder;
import org.rnorth.ducttape.unreliables.Unreliables;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.k3s.K3sContainer;

/**
 * Waits until /readyz of k3s is fine, asked with the administrator's credential: anonymous requests are refused there.
 * The message that {@link K3sContainer} waits for by itself never comes from a server without an agent.
 */
final class ReadyzWait extends AbstractWaitStrategy {

    private static final String KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";
    private static final int PROBES_PER_SECOND = 10;

    private final RateLimiter rate = RateLimiterBuilder.newBuilder()
            .withRate(PROBES_PER_SECOND, TimeUnit.SECONDS)
            .withConstantThroughput()
            .build();

    @Override
    protected void waitUntilReady() {
        int seconds = (int) Math.max(1, startupTimeout.toSeconds());
        try {
            boolean ready =
                    Unreliables.retryUntilSuccess(seconds, TimeUnit.SECONDS, () -> rate.getWhenReady(this::probe));
            if (!ready) {
                throw new ContainerLaunchException("the container ended while k3s was starting");
            }
        } catch (TimeoutException late) {
            throw new ContainerLaunchException(
                    "k3s was not ready within " + seconds + " s; a longer time can be given by kubeuser.start-timeout",
                    late);
        }
    }

    /** False if there is no hope any more; an exception if it has to be asked again. */
    private boolean probe() throws IOException {
        if (!waitStrategyTarget.isRunning()) {
            return false;
        }
        String kubeconfig = waitStrategyTarget.copyFileFromContainer(
                KUBECONFIG, content -> new String(content.readAllBytes(), StandardCharsets.UTF_8));
        KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(kubeconfig));
        try (AdminClient admin = AdminClient.connect(config, server(), Proxy.NO_PROXY)) {
            new Readyz(admin.create()).require();
            return true;
        }
    }

    private URI server() {
        return URI.create("https://" + waitStrategyTarget.getHost() + ":"
                + waitStrategyTarget.getMappedPort(K3sContainer.KUBE_SECURE_PORT));
    }
}
