// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.HelmCapabilities;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.request.ResourceName;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The discovery of one cluster, read when first needed. Thread-safe. */
public final class ClusterDiscovery {

    private static final String FORMAT = "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList";
    private static final String ACCEPT = String.format(FORMAT, "v2") + "," + String.format(FORMAT, "v2beta1");

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
        Discovery read = Discovery.read(List.of(document("api"), document("apis")), this::isOwn);
        known.set(read);
        read.all().forEach(resource -> ever.merge(resource.name(), resource, ServedResource::withVerbsOf));
        return read;
    }

    private JsonObject document(String path) {
        ApiRequests requests = cluster.adminRequests();
        Request request = new Request.Builder()
                .url(requests.url(path))
                .header("Accept", ACCEPT)
                .build();
        try (Response response = requests.http().newCall(request).execute()) {
            String body = response.body().string();
            String contentType = String.valueOf(response.header("Content-Type"));
            if (!response.isSuccessful() || !contentType.contains("APIGroupDiscoveryList")) {
                throw new IOException("the answer is not aggregated discovery, which servers have from v1.26 on: "
                        + response.code() + " " + contentType);
            }
            return JsonParser.parseString(body).getAsJsonObject();
        } catch (IOException failure) {
            throw new ClusterException(
                    "The API server's resources could not be read from /" + path + ": " + failure.getMessage(),
                    failure);
        }
    }

    /**
     * {@return all resources seen in any discovery so far, and served now: tests may define resources and remove them}
     *
     * @throws ClusterException if it cannot be read
     */
    public List<ServedResource> everServed() {
        readAgain();
        synchronized (ever) {
            return List.copyOf(ever.values());
        }
    }

    /** Whether the cluster itself created the resource, and no manifest. Always false for an existing cluster. */
    private boolean isOwn(ResourceName name) {
        return cluster.isOwnResource(name.group(), name.resource()) && !defined.contains(name);
    }

    /** Notes that a manifest defines a custom resource, whatever the cluster has under the same name. */
    public void define(ResourceName name) {
        defined.add(name);
    }

    /** The properties of the cluster, as it is now, that a Helm chart may ask for. */
    public HelmCapabilities helmCapabilities() {
        return HelmCapabilities.of(cluster.version(), readAgain().apiVersions());
    }

    /** Drops what was read. Call it when a resource is no longer served. */
    public void forget() {
        known.set(null);
    }

    /** The resource of a kind. Also finds one that was added after discovery was read. */
    public Optional<ServedResource> find(ServedResource.Kind kind) {
        return known().flatMap(discovery -> discovery.find(kind))
                .or(() -> readAgain().find(kind));
    }
}
