package dev.kubeuser.junit.internal;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.webhook.WebhookEndpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Keeps the endpoint of webhooks with the class that declares it. */
final class WebhookScope {

    private final Placement placement;
    private final ClusterScope cluster;

    WebhookScope(Placement placement, ClusterScope cluster) {
        this.placement = placement;
        this.cluster = cluster;
    }

    WebhookEndpoint endpoint() {
        Class<?> owner = owner();
        if (owner == null) {
            throw new ExtensionConfigurationException(
                    "A WebhookEndpoint is injected into classes with @KubeWebhooks: put it on "
                            + placement.ofClass().type());
        }
        return endpoint(owner);
    }

    /** Makes webhooks of services call the test, if it serves them. */
    Manifests redirect(Manifests manifests) {
        Class<?> owner = owner();
        return owner == null ? manifests : endpoint(owner).redirect(manifests);
    }

    private @Nullable Class<?> owner() {
        return placement.ofClass().webhookOwner();
    }

    private WebhookEndpoint endpoint(Class<?> owner) {
        return ExtensionStore.of(placement.contextOf(owner))
                .getOrComputeIfAbsent(
                        StoreKey.of(WebhookEndpoint.class, cluster.key(), owner),
                        absent -> WebhookEndpoint.of(cluster.run().running()),
                        WebhookEndpoint.class);
    }
}
