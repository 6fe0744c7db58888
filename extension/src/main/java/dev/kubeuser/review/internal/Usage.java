package dev.kubeuser.review.internal;

import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import java.util.Set;

/**
 * Verbs that a resource is asked for.
 *
 * @param resource which; {@code *} as its subresource is for any
 * @param scope where
 * @param verbs which
 */
public record Usage(ResourceName resource, ResourceScope scope, Set<String> verbs) {

    Usage(String resource, ResourceScope scope, Set<String> verbs) {
        this(ResourceName.parse(resource), scope, verbs);
    }

    boolean isOf(ResourceName name) {
        return resource.equals(name)
                || (resource.subresource().equals("*")
                        && name.isSubresource()
                        && resource.parent().equals(name.parent()));
    }
}
