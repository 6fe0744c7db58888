// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterProvider;
import dev.kubeuser.cluster.ClusterProvider.Availability;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.RunningCluster;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Offers {@link ClusterKind#K3S} wherever Testcontainers is on the class path and a container engine answers. Loads no
 * class of Testcontainers before it knows that Testcontainers is present.
 *
 * <p>Stateless and thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class K3sProvider implements ClusterProvider {

    private static final String TESTCONTAINERS = "org.testcontainers.k3s.K3sContainer";

    /** Creates the provider; it holds no state. */
    public K3sProvider() {}

    @Override
    public String name() {
        return ClusterKind.K3S.toString();
    }

    @Override
    public int preference() {
        return 100;
    }

    @Override
    public void check(ClusterSpec spec) {
        if (spec.simulatedWorkloads()) {
            throw new IllegalArgumentException("k3s cannot simulate workloads: set kind = ClusterKind.EMBEDDED, or"
                    + " k3sAgent = true instead of simulatedWorkloads, which runs the pods in a privileged container");
        }
        if (spec.keepGarbage()) {
            throw new IllegalArgumentException(
                    "k3s always collects garbage: set kind = ClusterKind.EMBEDDED, or leave kubeuser.keep-garbage out");
        }
        K3sImage.of(spec);
    }

    @Override
    public Availability availability(ClusterSpec spec) {
        if (spec.simulatedWorkloads()) {
            return Availability.no("k3s cannot simulate workloads");
        }
        if (spec.keepGarbage()) {
            return Availability.no("k3s always collects garbage");
        }
        try {
            K3sImage.of(spec);
        } catch (IllegalArgumentException contradiction) {
            return Availability.no(String.valueOf(contradiction.getMessage()));
        }
        return hasTestcontainers()
                ? Engine.availability(spec)
                : Availability.no("Testcontainers is not on the class path");
    }

    @Override
    public RunningCluster start(ClusterSpec spec) {
        if (!hasTestcontainers()) {
            throw new ClusterException("k3s needs Testcontainers, which is not on the class path: add the artifact"
                    + " org.testcontainers:testcontainers-k3s, or set kubeuser.cluster=embedded to run without"
                    + " containers.");
        }
        return new K3sStart(spec).run();
    }

    private static boolean hasTestcontainers() {
        try {
            Class.forName(TESTCONTAINERS, false, K3sProvider.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError excluded) {
            return false;
        }
    }

    /**
     * Finds out within seconds whether k3s can be started: a container engine answers, and it has the image or the
     * image's registry accepts connections. Asks Testcontainers last, because it tries for minutes to pull a missing
     * image, including its own.
     */
    private static final class Engine {

        /** An idle engine answers in a second. On an overloaded machine it takes a good part of a start. */
        private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(20);

        private static final int HTTPS = 443;

        private Engine() {}

        static Availability availability(ClusterSpec spec) {
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
                        && ContainerEngine.gateway(client).isEmpty()) {
                    return Availability.no(ContainerEngine.GATEWAY_OUT_OF_REACH);
                }
                Availability found = probe(client, K3sImage.of(spec));
                return !found.isAvailable() || ContainerEngine.answers()
                        ? found
                        : Availability.no("Testcontainers cannot use the container engine");
            }
        }

        private static Availability probe(DockerClient engine, String image) {
            if (ContainerEngine.has(engine, K3sImage.realName(image))) {
                return Availability.yes("a container engine answers and has " + image);
            }
            String registry = registryOf(engine, image);
            return accepts(registry)
                    ? Availability.yes(
                            "a container engine answers, and so does " + registry + ", the registry of " + image)
                    : Availability.no(
                            "the container engine does not have " + image + " and its registry does not answer");
        }

        private static String registryOf(DockerClient engine, String image) {
            String named = K3sImage.parse(image).getRegistry();
            URI index = ContainerEngine.defaultRegistry(engine);
            return named.isEmpty() && index.getHost() != null ? index.getHost() : named;
        }

        private static boolean accepts(String registry) {
            URI address = URI.create("https://" + registry);
            return ContainerEngine.accepts(
                    String.valueOf(address.getHost()), address.getPort() < 0 ? HTTPS : address.getPort());
        }
    }
}
