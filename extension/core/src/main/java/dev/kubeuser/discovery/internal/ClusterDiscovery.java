package dev.kubeuser.discovery.internal;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.HelmCapabilities;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The discovery of one cluster, read when first needed. Thread-safe. */
public final class ClusterDiscovery {

    private final ManagedCluster cluster;
    private final Set<ResourceName> defined = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Discovery> known = new AtomicReference<>();
    private final Map<ResourceName, ServedResource> ever = Collections.synchronizedMap(new LinkedHashMap<>());

    public ClusterDiscovery(ManagedCluster cluster) {
        this.cluster = cluster;
    }

    /** The discovery read so far, if any; it may be outdated. */
    public Optional<Discovery> known() {
        return Optional.ofNullable(known.get());
    }

    /**
     * {@return the discovery, which is read now if it was not read before}
     *
     * @throws ClusterException if it cannot be read
     */
    public Discovery get() {
        return known().orElseGet(this::readAgain);
    }

    /**
     * {@return the discovery, read again}
     *
     * @throws ClusterException if it cannot be read
     */
    public Discovery readAgain() {
        Discovery read = Discovery.read(cluster.adminRequests(), this::isOwn);
        known.set(read);
        read.all().forEach(resource -> ever.merge(resource.name(), resource, ServedResource::withVerbsOf));
        return read;
    }

    /**
     * {@return what the cluster served at any time that it was asked, and serves now: tests may define resources and
     * remove them}
     *
     * @throws ClusterException if it cannot be read
     */
    public List<ServedResource> ever() {
        readAgain();
        synchronized (ever) {
            return List.copyOf(ever.values());
        }
    }

    /** Whether the cluster made it for itself, and no manifest. An existing cluster is listed as it is: it has been complete for long. */
    private boolean isOwn(ResourceName name) {
        return cluster.isOwnResource(name.group(), name.resource()) && !defined.contains(name);
    }

    /** Notes that a manifest defines a custom resource, whatever the cluster has under the same name. */
    public void define(ResourceName name) {
        defined.add(name);
    }

    /** What a Helm chart may ask of the cluster as it is now. */
    public HelmCapabilities helmCapabilities() {
        return HelmCapabilities.of(cluster.version(), readAgain().apiVersions());
    }

    /** Drops what was read. Call it when a resource is no longer served. */
    public void forget() {
        known.set(null);
    }

    /** The resource of a kind. Also finds one that was added after discovery was read. */
    public Optional<ServedResource> find(ObjectKind kind) {
        return known().flatMap(discovery -> discovery.find(kind))
                .or(() -> readAgain().find(kind));
    }
}
