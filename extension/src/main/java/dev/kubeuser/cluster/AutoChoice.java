package dev.kubeuser.cluster;

import com.github.dockerjava.api.DockerClient;
import dev.kubeuser.cluster.k3s.ContainerEngine;
import dev.kubeuser.cluster.k3s.K3sImage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What {@link ClusterKind#AUTO} comes to on this machine, decided within seconds: k3s if an engine answers and the image
 * is there or its registry answers; embedded otherwise. Testcontainers by itself tries for minutes to pull an image,
 * also one for itself, so that it is not asked before that is known.
 *
 * @param kind the choice
 * @param reason for the one line that tells it
 */
record AutoChoice(ClusterKind kind, String reason) {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int HTTPS = 443;

    /** Testcontainers may be at its wits' end for minutes, where the engine has k3s but not the image of its reaper. */
    static AutoChoice make(ClusterSpec spec) {
        FutureTask<AutoChoice> choice = new FutureTask<>(() -> choose(spec));
        Thread chooser = new Thread(choice, "kubeuser-cluster-choice");
        chooser.setDaemon(true);
        chooser.start();
        try {
            return choice.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return new AutoChoice(
                    ClusterKind.EMBEDDED,
                    "the container engine was not found usable within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException failure) {
            return new AutoChoice(ClusterKind.EMBEDDED, "the container engine failed: " + failure.getCause());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while the kind of cluster was being chosen", interrupt);
        }
    }

    /** What the engine has and can get is asked first, for then Testcontainers need not try. */
    private static AutoChoice choose(ClusterSpec spec) throws IOException {
        Optional<DockerClient> engine = ContainerEngine.withoutReaper();
        if (engine.isEmpty()) {
            return new AutoChoice(ClusterKind.EMBEDDED, "no container engine answers");
        }
        try (DockerClient client = engine.get()) {
            AutoChoice choice = choose(client, spec.k3s().image());
            return choice.kind() == ClusterKind.EMBEDDED || ContainerEngine.answers()
                    ? choice
                    : new AutoChoice(ClusterKind.EMBEDDED, "Testcontainers cannot use the container engine");
        }
    }

    private static AutoChoice choose(DockerClient engine, String image) {
        if (K3sImage.isLocal(engine, image)) {
            return new AutoChoice(ClusterKind.K3S, "a container engine answers and has " + image);
        }
        String registry = registryOf(engine, image);
        return answers(registry)
                ? new AutoChoice(ClusterKind.K3S, "a container engine answers and " + registry + " has " + image)
                : new AutoChoice(
                        ClusterKind.EMBEDDED,
                        "the container engine does not have " + image + " and its registry does not answer");
    }

    private static String registryOf(DockerClient engine, String image) {
        String named = K3sImage.parse(image).getRegistry();
        URI index = ContainerEngine.defaultRegistry(engine);
        return named.isEmpty() && index.getHost() != null ? index.getHost() : named;
    }

    private static boolean answers(String registry) {
        URI address = URI.create("https://" + registry);
        int port = address.getPort() < 0 ? HTTPS : address.getPort();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(String.valueOf(address.getHost()), port), (int) PATIENCE.toMillis());
            return true;
        } catch (IOException silent) {
            return false;
        }
    }
}
