package dev.kubeuser.record.internal;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.request.ResourceAttributes;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The resources whose objects are of a kind, as objects refer to others by their kinds, and rules by their resources.
 *
 * @param discovery what the cluster serves
 */
public record Kinds(Supplier<Discovery> discovery) {

    /**
     * {@return a request for objects of a kind in a namespace, or without one if they are in none; for any resource of the
     * API group if it is not known which}
     */
    public ResourceAttributes resource(String verb, String apiVersion, String kind, String namespace) {
        int slash = apiVersion.indexOf('/');
        return find(new ServedResource.Kind(apiVersion, kind))
                .map(found -> ResourceAttributes.of(
                                verb, found.name().group(), found.name().resource())
                        .in(found.isNamespaced() ? namespace : ""))
                .orElseGet(() -> ResourceAttributes.of(verb, slash < 0 ? "" : apiVersion.substring(0, slash), "*")
                        .in(namespace));
    }

    private Optional<ServedResource> find(ServedResource.Kind kind) {
        try {
            return discovery.get().find(kind);
        } catch (ClusterException gone) {
            return Optional.empty();
        }
    }
}
