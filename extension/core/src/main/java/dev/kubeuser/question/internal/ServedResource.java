package dev.kubeuser.question.internal;

import dev.kubeuser.discovery.internal.DiscoveredResource;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ObjectKind;
import dev.kubeuser.discovery.internal.OfflineDiscovery;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import dev.kubeuser.rbac.ServerFeature;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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

    /** What discovery shows, and what else admission and controllers ask authorizers for, but for any subresources. */
    static List<ServedResource> of(Collection<DiscoveredResource> discovered, Set<ServerFeature> features) {
        return Stream.concat(
                        discovered.stream()
                                .map(found -> new ServedResource(found.name(), found.scope(), found.verbs())),
                        KnownVerbs.of(features).stream().filter(used -> !used.isOfAnySubresource()))
                .toList();
    }

    /**
     * {@return the discovery that shows such resources; the other names of those of Kubernetes are as it has them by
     * default}
     *
     * @param served resources of one or several clusters
     */
    public static Discovery discovery(List<ServedResource> served) {
        Discovery usual = OfflineDiscovery.ofKubernetes();
        Set<ServedResource> usages = Set.copyOf(KnownVerbs.of(ServerFeature.all()));
        Map<ResourceName, DiscoveredResource> resources = new LinkedHashMap<>();
        served.stream()
                .filter(resource -> !usages.contains(resource))
                .map(resource -> resource.discovered(usual))
                .forEach(resource -> resources.merge(resource.name(), resource, DiscoveredResource::withVerbsOf));
        return new Discovery(resources, Map.of(), name -> false);
    }

    private DiscoveredResource discovered(Discovery usual) {
        return new DiscoveredResource(
                name,
                "",
                new ObjectKind("", ""),
                isNamespaced(),
                verbs,
                usual.find(name).map(DiscoveredResource::aliases).orElse(Set.of()));
    }

    /** Whether a question about it can name a namespace. */
    public boolean isNamespaced() {
        return scope != ResourceScope.CLUSTER;
    }

    /** Whether it stands for all subresources, which cannot be listed. */
    public boolean isOfAnySubresource() {
        return name.subresource().equals("*");
    }

    boolean isOf(ResourceName other) {
        return name.equals(other)
                || (isOfAnySubresource()
                        && other.isSubresource()
                        && name.parent().equals(other.parent()));
    }
}
