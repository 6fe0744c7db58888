package dev.kubeuser.cluster.k3s;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterProvider;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.cluster.Workloads;
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
        if (spec.workloads() == Workloads.SIMULATED) {
            throw new IllegalArgumentException("k3s cannot simulate workloads: set kind = ClusterKind.EMBEDDED, or"
                    + " k3sAgent = true instead of workloads, which runs the pods in a privileged container");
        }
        if (spec.keepsGarbage()) {
            throw new IllegalArgumentException(
                    "k3s always collects garbage: set kind = ClusterKind.EMBEDDED, or leave kubeuser.keep-garbage out");
        }
        K3sImageName.of(spec);
    }

    @Override
    public Availability availability(ClusterSpec spec) {
        if (spec.workloads() == Workloads.SIMULATED) {
            return Availability.no("k3s cannot simulate workloads");
        }
        if (spec.keepsGarbage()) {
            return Availability.no("k3s always collects garbage");
        }
        try {
            K3sImageName.of(spec);
        } catch (IllegalArgumentException contradiction) {
            return Availability.no(String.valueOf(contradiction.getMessage()));
        }
        return hasTestcontainers()
                ? K3sAvailability.of(spec)
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
}
