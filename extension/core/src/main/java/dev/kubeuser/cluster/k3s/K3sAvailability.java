package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterProvider.Availability;
import dev.kubeuser.cluster.ClusterSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out within seconds whether k3s can be started: a container engine answers, and it has the image or the image's
 * registry accepts connections. Asks Testcontainers last, because it tries for minutes to pull a missing image,
 * including its own.
 */
final class K3sAvailability {

    /** An idle engine answers in a second. On an overloaded machine it takes a good part of a start. */
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final int HTTPS = 443;

    private K3sAvailability() {}

    static Availability of(ClusterSpec spec) {
        Duration timeout = timeout(spec.launch().startTimeout(ClusterKind.K3S));
        try {
            return ContainerEngine.answer(timeout, () -> probe(spec));
        } catch (Timed.Unanswered silent) {
            return Availability.no(silent.getMessage() + "; set kubeuser.start-timeout to wait longer");
        } catch (IOException | RuntimeException failure) {
            return Availability.no("the container engine failed: " + failure);
        }
    }

    private static Duration timeout(Duration startTimeout) {
        Duration half = startTimeout.dividedBy(2);
        return half.compareTo(SHORTEST_TIMEOUT) < 0 ? SHORTEST_TIMEOUT : half;
    }

    private static Availability probe(ClusterSpec spec) throws IOException {
        Optional<DockerClient> engine = ContainerEngine.withoutReaper();
        if (engine.isEmpty()) {
            return Availability.no("no container engine answers");
        }
        try (DockerClient client = engine.get()) {
            if ((spec.authentication() != null || spec.authorization() != null)
                    && BridgeGateway.ofThisMachine(client).isEmpty()) {
                return Availability.no(BridgeGateway.OUT_OF_REACH);
            }
            Availability found = probe(client, K3sImageName.of(spec));
            return !found.isAvailable() || ContainerEngine.answers()
                    ? found
                    : Availability.no("Testcontainers cannot use the container engine");
        }
    }

    private static Availability probe(DockerClient engine, String image) {
        if (K3sImage.isLocal(engine, image)) {
            return Availability.yes("a container engine answers and has " + image);
        }
        String registry = registryOf(engine, image);
        return accepts(registry)
                ? Availability.yes("a container engine answers, and so does " + registry + ", the registry of " + image)
                : Availability.no("the container engine does not have " + image + " and its registry does not answer");
    }

    private static String registryOf(DockerClient engine, String image) {
        String named = K3sImage.parse(image).getRegistry();
        URI index = ContainerEngine.defaultRegistry(engine);
        return named.isEmpty() && index.getHost() != null ? index.getHost() : named;
    }

    private static boolean accepts(String registry) {
        URI address = URI.create("https://" + registry);
        int port = address.getPort() < 0 ? HTTPS : address.getPort();
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(String.valueOf(address.getHost()), port), (int) CONNECT_TIMEOUT.toMillis());
            return true;
        } catch (IOException silent) {
            return false;
        }
    }
}
