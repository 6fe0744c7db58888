package dev.kubeuser.jupiter.internal;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.plan.internal.DeclaredWebhooks;
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
        DeclaredWebhooks declared = declared();
        if (declared == null) {
            throw new ExtensionConfigurationException(
                    "A WebhookEndpoint is injected into classes with @KubeWebhooks: put it on "
                            + placement.ofClass().type());
        }
        return endpoint(declared);
    }

    /** Makes webhooks of services call the test, if it serves them. */
    Manifests redirect(Manifests manifests) {
        DeclaredWebhooks declared = declared();
        return declared == null ? manifests : endpoint(declared).redirect(manifests);
    }

    private @Nullable DeclaredWebhooks declared() {
        return placement.ofClass().webhooks();
    }

    private WebhookEndpoint endpoint(DeclaredWebhooks declared) {
        return ExtensionStore.of(placement.contextOf(declared.owner()))
                .getOrComputeIfAbsent(
                        StoreKey.of(WebhookEndpoint.class, cluster.key(), declared.owner()),
                        absent -> WebhookEndpoint.of(cluster.run().running(), declared.port()),
                        WebhookEndpoint.class);
    }
}
