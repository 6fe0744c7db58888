// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import com.google.gson.JsonArray;
import dev.kubeuser.access.internal.RequestListener.RequestListeners;
import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.request.ResourceName;
import io.kubernetes.client.openapi.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The state that this JVM keeps of one cluster for as long as the cluster runs. There is one, however many users access
 * the cluster. Thread-safe.
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

    /** The listeners to the requests of its users. */
    public RequestListeners listeners() {
        return listeners;
    }

    /** The listeners to the access checks of assertions on its users. */
    public List<AccessCheckListener> checkListeners() {
        return checkListeners;
    }

    /** The features of its API server that some versions lack. */
    public Set<ServerFeature> features() {
        return features;
    }

    /** Which resources it has. */
    public ClusterDiscovery discovery() {
        return discovery;
    }

    /**
     * Returns what discovery shows, and what else admission and controllers ask authorizers for.
     *
     * @throws dev.kubeuser.cluster.ClusterException if discovery cannot be read
     */
    public List<ServedResource> served() {
        return check().served();
    }

    /**
     * Returns the same of all that the cluster served at any time that it was asked: tests may define resources and
     * remove them.
     *
     * @throws dev.kubeuser.cluster.ClusterException if discovery cannot be read
     */
    public List<ServedResource> everServed() {
        return KnownVerbs.with(discovery.everServed(), features);
    }

    /**
     * Makes sure that the server knows verb and resource. Looks up what is unknown once more, because a
     * CustomResourceDefinition may have been added.
     */
    public void require(AccessQuery query) {
        check(known -> known.require(query));
    }

    /**
     * Makes sure that a request whose refusal is expected is not misspelled: the server may not serve its resource, if
     * it serves nothing of the API group.
     */
    public void requireSpelled(AccessQuery query) {
        check(known -> known.requireSpelled(query, known.discovery()::hasGroup));
    }

    /**
     * Returns what may be wrong with a resource for which the server refused a request, since it refuses before it
     * looks; empty if it served the resource at any time, or if a definition of it may be missing.
     *
     * @throws dev.kubeuser.cluster.ClusterException if discovery cannot be read
     */
    public Optional<String> misspelling(ResourceName resource) {
        return check().misspelling(resource, String::isEmpty)
                .filter(perhapsOutdated -> discovery.everServed().stream()
                        .noneMatch(served -> served.name().equals(resource)));
    }

    private QueryCheck check() {
        return new QueryCheck(discovery.get(), features);
    }

    private void check(Consumer<QueryCheck> question) {
        if (discovery.known().isPresent()) {
            try {
                question.accept(check());
                return;
            } catch (AccessQueryException perhapsOutdated) {
                discovery.readAgain();
            }
        }
        question.accept(check());
    }

    /**
     * Makes sure that the server knows verb and resource, and that the namespace exists. The server reports a missing
     * one for a request, but not for a review.
     */
    public void requireAnswerable(AccessQuery query) {
        require(query);
        if (!query.isUnchecked()) {
            query.namespace().ifPresent(namespace -> requireNamespace(namespace, query.dialect()));
        }
    }

    /** Rejects a question about a missing namespace: a "no" would be true, but prove only a typo. */
    private void requireNamespace(String namespace, Dialect dialect) {
        if (namespaces.mayHave(namespace)) {
            return;
        }
        throw new AccessQueryException("The cluster has no namespace \"" + namespace + "\""
                + Spelling.nearest(namespace, namespaces.names())
                        .map(Spelling::question)
                        .orElse(".")
                + " Ask about one that exists, or add this one to the manifests"
                + dialect.unchecked()
                        .map(word -> "; or ask with " + word + " what would hold there")
                        .orElse(""));
    }

    /** Whether the cluster lacks a namespace now. Only a hint: false if the administrator cannot know. */
    public boolean isMissing(String namespace) {
        ApiRequests admin = cluster.adminRequests();
        return admin.isMissing(admin.url("api/v1/namespaces", namespace));
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
                Set<String> listed = read(admin);
                names = listed;
                return listed.contains(namespace);
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
