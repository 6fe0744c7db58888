package dev.kubeuser.session;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.base.internal.OpenResources;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.discovery.internal.ClusterDiscovery;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.session.internal.AppliedPolicy;
import dev.kubeuser.session.internal.RecordedCluster;
import dev.kubeuser.session.internal.SharedCluster;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Applies what a session is given, records it if a report is written, and serves the webhooks in it. Thread-safe. */
final class SessionPolicy {

    private final Settings settings;
    private final SharedCluster cluster;
    private final KubeAccess admin;
    private final @Nullable RecordedCluster recorded;
    private final OpenResources open;
    private @Nullable WebhookEndpoint webhooks;

    SessionPolicy(
            Settings settings,
            SharedCluster cluster,
            KubeAccess admin,
            @Nullable RecordedCluster recorded,
            OpenResources open) {
        this.settings = settings;
        this.cluster = cluster;
        this.admin = admin;
        this.recorded = recorded;
        this.open = open;
    }

    void apply(Manifests manifests, String namespace) {
        apply(manifests, ApplyOptions.defaults().withNamespace(namespace));
    }

    void apply(HelmChart chart) {
        HelmChart known = settings.read(Setting.HELM, Function.identity())
                .map(chart::withHelm)
                .orElse(chart);
        Cluster running = cluster.await();
        apply(
                known.render(ClusterDiscovery.of(running).helmCapabilities(), Map.of(), running.directory()),
                ApplyOptions.defaults().withNamespace(known.namespace()).withCreateNamespaces(true));
    }

    private void apply(Manifests manifests, ApplyOptions given) {
        ApplyOptions options = given.withTimeout(settings.policyTimeout()).withOwner("the session");
        Manifests redirected = redirected(manifests);
        AppliedPolicy applied = open.add(
                new AppliedPolicy(cluster, admin, access -> AppliedManifests.apply(redirected, access, options)));
        if (recorded != null) {
            applied.recordIn(recorded.recorder(), options.namespace());
        }
    }

    synchronized WebhookEndpoint webhooks() {
        if (webhooks == null) {
            webhooks = open.add(WebhookEndpoint.of(cluster.await()));
        }
        return webhooks;
    }

    private synchronized Manifests redirected(Manifests manifests) {
        return webhooks == null ? manifests : webhooks.redirect(manifests);
    }
}
