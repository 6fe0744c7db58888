package dev.kubeuser.review.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A resource or subresource that authorizers are asked for, and with which verbs. A resource may be there twice, as
 * ClusterRoles are, which can be bound in a namespace but are in none.
 *
 * @param apiGroup the API group, empty for the core group
 * @param resource the plural
 * @param subresource empty for the resource itself
 * @param isNamespaced whether a question about it can name a namespace
 * @param verbs which
 */
public record ServedResource(
        String apiGroup, String resource, String subresource, boolean isNamespaced, Set<String> verbs) {

    /** Copies the verbs. */
    public ServedResource {
        verbs = Set.copyOf(verbs);
    }

    /**
     * {@return what a cluster's discovery shows, and what admission and controllers ask authorizers for besides}
     *
     * @param cluster which
     * @throws dev.kubeuser.cluster.ClusterException if discovery cannot be read
     */
    public static List<ServedResource> of(Cluster cluster) {
        List<ServedResource> resources = new ArrayList<>();
        ClusterKnowledge.of(cluster)
                .discovery()
                .all()
                .forEach(found -> resources.add(of(found.name(), found.isNamespaced(), found.verbs())));
        KnownVerbs.all().stream()
                .filter(usage -> !usage.resource().subresource().equals("*"))
                .forEach(usage ->
                        resources.add(of(usage.resource(), usage.scope() != ResourceScope.CLUSTER, usage.verbs())));
        return List.copyOf(resources);
    }

    private static ServedResource of(ResourceName name, boolean isNamespaced, Set<String> verbs) {
        return new ServedResource(name.group(), name.resource(), name.subresource(), isNamespaced, verbs);
    }
}
