package dev.kubeuser.upgrade;

import dev.kubeuser.discovery.internal.ResourceName;
import java.util.Comparator;

/**
 * A resource in one kind of place.
 *
 * @param name for example {@code deployments.apps/scale}
 * @param isNamespaced whether questions about it are asked in namespaces
 */
record PlacedResource(ResourceName name, boolean isNamespaced) implements Comparable<PlacedResource> {

    private static final Comparator<PlacedResource> ORDER = Comparator.<PlacedResource, String>comparing(
                    placed -> placed.name().toString())
            .thenComparing(PlacedResource::isNamespaced);

    @Override
    public int compareTo(PlacedResource other) {
        return ORDER.compare(this, other);
    }
}
