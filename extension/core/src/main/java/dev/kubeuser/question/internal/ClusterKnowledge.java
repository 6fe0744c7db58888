// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.access.internal.ClusterContext.KnownNamespaces;
import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.request.ResourceName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What questions rest on: what one cluster serves, its namespaces, and its policy. Thread-safe. */
public final class ClusterKnowledge {

    private final ClusterContext context;

    public ClusterKnowledge(ClusterContext context) {
        this.context = context;
    }

    public static ClusterKnowledge of(Cluster cluster) {
        return new ClusterKnowledge(ClusterContext.of(cluster));
    }

    /** What the API server does that some versions do not. */
    public Set<ServerFeature> features() {
        return context.features();
    }

    public Discovery discovery() {
        return context.discovery().get();
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
        return KnownVerbs.with(context.discovery().ever(), features());
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
                .filter(perhapsOutdated -> context.discovery().ever().stream()
                        .noneMatch(served -> served.name().equals(resource)));
    }

    private QueryCheck check() {
        return new QueryCheck(discovery(), features());
    }

    private void check(Consumer<QueryCheck> question) {
        if (context.discovery().known().isPresent()) {
            try {
                question.accept(check());
                return;
            } catch (AccessQueryException perhapsOutdated) {
                context.discovery().readAgain();
            }
        }
        question.accept(check());
    }

    /**
     * The same, and that the namespace exists. The server reports a missing one for a request, but not for a review.
     */
    public void requireAnswerable(AccessQuery query) {
        require(query);
        if (!query.isUnchecked()) {
            query.namespace().ifPresent(namespace -> requireNamespace(namespace, query.dialect()));
        }
    }

    /** Rejects a question about a missing namespace: a "no" would be true, but prove only a typo. */
    private void requireNamespace(String namespace, Dialect dialect) {
        KnownNamespaces namespaces = context.namespaces();
        if (namespaces.mayHave(namespace)) {
            return;
        }
        throw new AccessQueryException("The cluster has no namespace \"" + namespace + "\""
                + Spelling.nearest(namespace, namespaces.names())
                        .map(Spelling::question)
                        .orElse(".")
                + " Create it before, " + dialect.namespaceBefore()
                + dialect.unchecked()
                        .map(word -> "; or ask with " + word + " what would hold there")
                        .orElse(""));
    }

    /** Whether the cluster lacks a namespace now. Only a hint: false if the administrator cannot know. */
    public boolean isMissing(String namespace) {
        ApiRequests admin = context.cluster().adminRequests();
        return admin.isMissing(admin.url("api/v1/namespaces", namespace));
    }

    /** The policy now, as {@link ClusterPolicy#read(Cluster)} returns it; listed only if it may have changed. */
    public RbacPolicy policy() {
        return ListedPolicy.of(context.cluster()).now();
    }
}
