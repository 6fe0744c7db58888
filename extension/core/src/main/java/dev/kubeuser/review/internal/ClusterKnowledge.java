package dev.kubeuser.review.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.discovery.internal.ClusterDiscovery;
import dev.kubeuser.discovery.internal.DiscoveredResource;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What assertions know about one cluster: what it serves, its namespaces, and its listeners. Thread-safe. */
public final class ClusterKnowledge {

    private final ClusterDiscovery discovery;
    private final KnownNamespaces namespaces;
    private final Set<ServerFeature> features;
    private final Map<KubeAccess, UserInfo> users = Collections.synchronizedMap(new WeakHashMap<>());
    private final List<AccessCheckListener> listeners = new CopyOnWriteArrayList<>();

    private ClusterKnowledge(Cluster cluster) {
        this.discovery = ClusterContext.of(cluster).discovery();
        this.features = ServerFeature.of(cluster.version());
        this.namespaces = new KnownNamespaces(ManagedCluster.of(cluster).adminRequests());
    }

    public static ClusterKnowledge of(Cluster cluster) {
        return ManagedCluster.of(cluster).attachment(ClusterKnowledge.class, () -> new ClusterKnowledge(cluster));
    }

    /** What the API server does that some versions do not. */
    public Set<ServerFeature> features() {
        return features;
    }

    public Discovery discovery() {
        return discovery.get();
    }

    /**
     * Returns what discovery shows, and what else admission and controllers ask authorizers for.
     *
     * @throws dev.kubeuser.cluster.ClusterException if discovery cannot be read
     */
    public List<ServedResource> served() {
        return served(discovery().all());
    }

    /**
     * Returns the same of all that the cluster served at any time that it was asked: tests may define resources and remove
     * them.
     *
     * @throws dev.kubeuser.cluster.ClusterException if discovery cannot be read
     */
    public List<ServedResource> everServed() {
        return served(discovery.ever());
    }

    private List<ServedResource> served(Collection<DiscoveredResource> discovered) {
        return Stream.concat(
                        discovered.stream()
                                .map(found -> new ServedResource(found.name(), found.scope(), found.verbs())),
                        KnownVerbs.of(features).stream().filter(used -> !used.isOfAnySubresource()))
                .toList();
    }

    /**
     * Makes sure that the server knows verb and resource. Looks up what is unknown once more, because a
     * CustomResourceDefinition may have been added.
     */
    public void require(AccessQuery query) {
        check(known -> known.require(query));
    }

    /**
     * Makes sure that a request whose refusal is expected is not misspelled: the server may not serve its resource, if it
     * serves nothing of the API group.
     */
    public void requireSpelled(AccessQuery query) {
        check(known -> known.requireSpelled(query, known.discovery()::hasGroup));
    }

    private void check(Consumer<QueryCheck> question) {
        if (discovery.known().isPresent()) {
            try {
                question.accept(new QueryCheck(discovery.get(), features));
                return;
            } catch (AccessQueryException perhapsOutdated) {
                discovery.readAgain();
            }
        }
        question.accept(new QueryCheck(discovery.get(), features));
    }

    /**
     * The same, and that the namespace exists. The server reports a missing one for a request, but not for a review.
     */
    void requireAnswerable(AccessQuery query) {
        require(query);
        namespaces.require(query);
    }

    /** The user of an access, asked only the first time. */
    UserInfo userInfo(KubeAccess access, Supplier<UserInfo> whoami) {
        UserInfo known = users.get(access);
        if (known == null) {
            known = whoami.get();
            users.put(access, known);
        }
        return known;
    }

    boolean isRecorded() {
        return !listeners.isEmpty();
    }

    void add(AccessCheckListener listener) {
        listeners.add(listener);
    }

    void report(AccessCheck check) {
        listeners.forEach(listener -> listener.checked(check));
    }
}
