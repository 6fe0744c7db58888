package dev.kubeuser.assertion;

import dev.kubeuser.policy.NonResourceAttributes;
import dev.kubeuser.policy.ResourceAttributes;
import io.kubernetes.client.openapi.models.V1NonResourceAttributes;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import org.jspecify.annotations.Nullable;

/** Writes a question in the two forms that access reviews have for it, of which one is null. */
final class Attributes {

    private Attributes() {}

    static @Nullable V1ResourceAttributes ofResource(AccessQuery query) {
        if (!(query.attributes() instanceof ResourceAttributes resource)) {
            return null;
        }
        return new V1ResourceAttributes()
                .verb(resource.verb())
                .group(resource.apiGroup())
                .resource(resource.resource())
                .subresource(resource.subresource())
                .namespace(resource.namespace())
                .name(resource.name());
    }

    static @Nullable V1NonResourceAttributes ofUrl(AccessQuery query) {
        return query.attributes() instanceof NonResourceAttributes url
                ? new V1NonResourceAttributes().verb(url.verb()).path(url.path())
                : null;
    }
}
