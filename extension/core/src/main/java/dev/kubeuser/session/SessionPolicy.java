package dev.kubeuser.session;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.authorizer.AuthorizerEndpoint;
import dev.kubeuser.base.internal.OpenResources;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.ClusterRun;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Applies what a session is given, records it if a report is written, and serves the webhooks in it. Thread-safe. */
final class SessionPolicy {

    private static final String OWNER = "the session";

    private final Settings settings;
    private final ClusterRun cluster;
    private final OpenResources open;
    private @Nullable WebhookEndpoint webhooks;
    private @Nullable AuthorizerEndpoint authorizer;

    SessionPolicy(Settings settings, ClusterRun cluster, OpenResources open) {
        this.settings = settings;
        this.cluster = cluster;
        this.open = open;
    }

    void apply(Manifests manifests, String namespace) {
        apply(manifests, cluster.options(OWNER).withNamespace(namespace));
    }

    void apply(HelmChart chart) {
        apply(
                render(chart),
                cluster.options(OWNER).withNamespace(chart.namespace()).withCreateNamespaces(true));
    }

    Manifests render(HelmChart chart) {
        Cluster running = cluster.running();
        return settings.read(Setting.HELM, Function.identity())
                .map(chart::withHelm)
                .orElse(chart)
                .render(ClusterContext.of(running).discovery().helmCapabilities(), Map.of(), running.directory());
    }

    void apply(Manifests manifests, ApplyOptions options) {
        open.add(cluster.apply(redirected(manifests), options.withOwner(OWNER), OwnNamespaces.none()));
    }

    synchronized WebhookEndpoint webhooks() {
        if (webhooks == null) {
            webhooks = open.add(WebhookEndpoint.of(cluster.running()));
        }
        return webhooks;
    }

    synchronized AuthorizerEndpoint authorizer() {
        if (authorizer == null) {
            authorizer = open.add(cluster.authorizer());
        }
        return authorizer;
    }

    private synchronized Manifests redirected(Manifests manifests) {
        return webhooks == null ? manifests : webhooks.redirect(manifests);
    }
}
