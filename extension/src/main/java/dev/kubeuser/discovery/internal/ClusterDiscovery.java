package dev.kubeuser.discovery.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ManagedCluster;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The discovery of one cluster, read when it is needed for the first time. Safe for several threads. */
public final class ClusterDiscovery {

    private final Cluster cluster;
    private final AtomicReference<@Nullable Discovery> known = new AtomicReference<>();

    private ClusterDiscovery(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * {@return that of a cluster}
     *
     * @param cluster which
     */
    public static ClusterDiscovery of(Cluster cluster) {
        return ManagedCluster.of(cluster).attachment(ClusterDiscovery.class, () -> new ClusterDiscovery(cluster));
    }

    /** What was read already, if anything was: it may be outdated. */
    public Optional<Discovery> known() {
        return Optional.ofNullable(known.get());
    }

    /**
     * {@return what was read, or is read now}
     *
     * @throws ClusterException if it cannot be read
     */
    public Discovery get() {
        return known().orElseGet(this::readAgain);
    }

    /**
     * {@return what is served now}
     *
     * @throws ClusterException if it cannot be read
     */
    public Discovery readAgain() {
        Discovery read = Discovery.read(cluster.adminClient());
        known.set(read);
        return read;
    }

    /** What was read is outdated: something that was served is not any more. */
    public void forget() {
        known.set(null);
    }

    /** The resource of a kind, also of one that came after discovery had been read. */
    public Optional<DiscoveredResource> find(ObjectKind kind) {
        return known().flatMap(discovery -> discovery.find(kind))
                .or(() -> readAgain().find(kind));
    }
}
