package dev.kubeuser.review.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A resource or subresource that authorizers are asked for, with its verbs. A resource may occur twice, as ClusterRoles
 * do: they can be bound in a namespace but are in none.
 *
 * @param name its name; the subresource {@code *} stands for any
 * @param scope its scope
 * @param verbs its verbs
 */
public record ServedResource(ResourceName name, ResourceScope scope, Set<String> verbs) {

    /** Copies the verbs. */
    public ServedResource {
        verbs = Set.copyOf(verbs);
    }

    /**
     * {@return what a cluster's discovery shows, and what else admission and controllers ask authorizers for}
     *
     * @param cluster the cluster
     * @throws dev.kubeuser.cluster.ClusterException if discovery cannot be read
     */
    public static List<ServedResource> of(Cluster cluster) {
        List<ServedResource> resources = new ArrayList<>();
        ClusterKnowledge.of(cluster)
                .discovery()
                .all()
                .forEach(found -> resources.add(new ServedResource(found.name(), found.scope(), found.verbs())));
        KnownVerbs.of(ClusterKnowledge.of(cluster).features()).stream()
                .filter(used -> !used.isOfAnySubresource())
                .forEach(resources::add);
        return List.copyOf(resources);
    }

    /** The API group, empty for the core group. */
    public String apiGroup() {
        return name.group();
    }

    /** The plural. */
    public String resource() {
        return name.resource();
    }

    /** Empty for the resource itself. */
    public String subresource() {
        return name.subresource();
    }

    /** Whether a question about it can name a namespace. */
    public boolean isNamespaced() {
        return scope != ResourceScope.CLUSTER;
    }

    /** Whether it stands for all subresources, which cannot be listed. */
    public boolean isOfAnySubresource() {
        return subresource().equals("*");
    }

    boolean isOf(ResourceName other) {
        return name.equals(other)
                || (isOfAnySubresource()
                        && other.isSubresource()
                        && name.parent().equals(other.parent()));
    }
}
