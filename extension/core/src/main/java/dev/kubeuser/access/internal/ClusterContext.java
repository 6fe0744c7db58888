// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import com.google.gson.JsonArray;
import dev.kubeuser.access.internal.RequestListener.RequestListeners;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.rbac.ServerFeature;
import io.kubernetes.client.openapi.ApiException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What this JVM keeps of one cluster for as long as the cluster runs. There is one, however many users access the
 * cluster. Thread-safe.
 */
public final class ClusterContext {

    private final ManagedCluster cluster;
    private final RequestListeners listeners = new RequestListeners();
    private final List<AccessCheckListener> checkListeners = new CopyOnWriteArrayList<>();
    private final Set<ServerFeature> features;
    private final ClusterDiscovery discovery;
    private final KnownNamespaces namespaces;

    private ClusterContext(ManagedCluster cluster) {
        this.cluster = cluster;
        this.features = ServerFeature.of(cluster.version());
        this.discovery = new ClusterDiscovery(cluster);
        this.namespaces = new KnownNamespaces(cluster.adminRequests());
    }

    /** The context of a cluster that a user hands in. What has a {@code KubeAccess} takes the context of that. */
    public static ClusterContext of(Cluster cluster) {
        ManagedCluster managed = ManagedCluster.of(cluster);
        return managed.context(ClusterContext.class, () -> new ClusterContext(managed));
    }

    /** The cluster. */
    public ManagedCluster cluster() {
        return cluster;
    }

    /** Who hears the requests of its users. */
    public RequestListeners listeners() {
        return listeners;
    }

    /** Who hears the access checks of assertions on its users. */
    public List<AccessCheckListener> checkListeners() {
        return checkListeners;
    }

    /** What its API server does that some versions do not. */
    public Set<ServerFeature> features() {
        return features;
    }

    /** Which resources it has. */
    public ClusterDiscovery discovery() {
        return discovery;
    }

    /** Which namespaces it has. */
    public KnownNamespaces namespaces() {
        return namespaces;
    }

    /**
     * The namespaces of a cluster, listed again whenever an unknown one is looked up. If the administrator may not list
     * them, as on some existing clusters, any namespace may exist. Thread-safe.
     */
    public static final class KnownNamespaces {

        private static final int FORBIDDEN = 403;

        private final ApiRequests admin;
        private volatile Set<String> names = Set.of();
        private volatile boolean hidden;

        public KnownNamespaces(ApiRequests admin) {
            this.admin = admin;
        }

        /** The names as last listed. */
        public Set<String> names() {
            return names;
        }

        /** Whether it may exist. Lists the namespaces again for an unknown one, because tests create namespaces. */
        public boolean mayHave(String namespace) {
            if (hidden || names.contains(namespace)) {
                return true;
            }
            try {
                names = read(admin);
                return names.contains(namespace);
            } catch (ApiException unknown) {
                hidden = unknown.getCode() == FORBIDDEN;
                return true;
            }
        }

        public static Set<String> read(ApiRequests admin) throws ApiException {
            JsonArray items = admin.get(admin.url("api/v1/namespaces")).getAsJsonArray("items");
            return StreamSupport.stream(items.spliterator(), false)
                    .map(item -> item.getAsJsonObject()
                            .getAsJsonObject("metadata")
                            .get("name")
                            .getAsString())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }
}
