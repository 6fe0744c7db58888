// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.Installation;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.run.KubeSessionBuilder;
import dev.kubeuser.run.internal.Setting;
import dev.kubeuser.run.internal.Settings;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.webhook.internal.WebhookServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that commands and tables are run on.
 *
 * @param settings its settings by their keys, as in {@code kubeuser.kubernetes.version}
 * @param manifests what is applied to it: files, directories, globs, {@code kustomize:DIRECTORY} and the like
 * @param namespace the namespace of objects that name none
 * @param chart a chart that is applied after the manifests; {@code null} if there is none
 * @param skipKinds kinds and groups that are skipped if the cluster lacks them; each is in the manifests or the chart
 * @param webhooks what serves the webhooks that name a Service. Without it they are left out, since no pods run
 * @param report the directory where the report goes; {@code null} if it goes nowhere
 */
record TestCluster(
        Map<String, String> settings,
        List<String> manifests,
        String namespace,
        @Nullable HelmChart chart,
        List<String> skipKinds,
        @Nullable WebhookServer webhooks,
        @Nullable Path report) {

    /** {@return what placeholders in manifests and tables stand for} */
    Map<String, String> placeholders() {
        return Map.of("kubeuser.namespace", namespace);
    }

    /**
     * {@return the manifests, if there are any. Whatever else can be known to be wrong before a cluster starts throws}
     *
     * @throws IllegalArgumentException if the program that renders the chart is missing
     * @throws dev.kubeuser.manifest.ManifestException if something cannot be read
     */
    @Nullable
    Manifests read() {
        if (chart != null) {
            String helm = all().read(Setting.HELM, Function.identity()).orElse(chart.helm());
            new Program(helm).require("to render " + chart);
        }
        Manifests objects = manifests.isEmpty()
                ? null
                : Manifests.load(
                        placeholders(), manifests, Installation.in(namespace).reading(new StandardInput()::text), "");
        if (chart != null) {
            chart.check(Map.of());
        }
        return objects;
    }

    /** {@return what was given, over the system properties} */
    private Settings all() {
        return Settings.ofSystemProperties().with(settings);
    }

    /** {@return the directory for the report, to be {@linkplain #leave left}} */
    Path directory() {
        return report == null ? ClusterDirectory.create(false) : report;
    }

    /** Removes the report, unless it is wanted. */
    void leave(Path directory) throws IOException {
        if (report == null) {
            PrivateFiles.deleteRecursively(directory);
        }
    }

    /** Reports where the report is, if one is wanted. */
    void printReport(Consumer<String> progress) {
        if (report != null) {
            progress.accept(
                    "report: " + Printable.text(report.resolve("report.html").toString()));
        }
    }

    /**
     * Starts the cluster.
     *
     * @param denials what denials do; {@code null} for what {@code kubeuser.require.no-denials} says
     */
    KubeSession start(Path directory, @Nullable DenialMode denials, Consumer<String> progress) {
        progress.accept("starting Kubernetes");
        KubeSessionBuilder builder = KubeSession.builder().report(directory);
        if (denials != null) {
            builder.denials(denials);
        }
        settings.forEach(builder::setting);
        KubeSession session = builder.start();
        ManagedCluster managed = ManagedCluster.of(session.cluster());
        managed.context(TestLanguage.class, () -> TestLanguage.TABLE);
        if (webhooks != null && managed.isOfOthers()) {
            session.close();
            throw new IllegalArgumentException("the webhooks of an existing cluster are called for the requests of"
                    + " everybody, so your program cannot serve them: leave it out");
        }
        progress.accept("Kubernetes " + session.cluster().version() + " runs ("
                + session.cluster().kind().provider() + ")");
        return session;
    }

    /** Applies the policy: what was {@linkplain #read read}, and the chart. */
    void apply(KubeSession session, @Nullable Manifests objects, Consumer<String> progress) {
        ApplyOptions options = ApplyOptions.defaults()
                .withCreateNamespaces(true)
                .withTimeout(all().policyTimeout())
                .withNotes(line -> progress.accept(Printable.text(line)));
        List<String> unused = new ArrayList<>(skipKinds);
        if (objects != null) {
            withoutNamespace(objects).forEach(progress);
            withoutRole(objects).forEach(progress);
            List<String> used = chart == null ? skipKinds : namedBy(objects);
            unused.removeAll(used);
            session.apply(
                    served(session, objects, progress), skipping(options, used).withNamespace(namespace));
        }
        if (chart != null) {
            Manifests rendered = session.render(chart);
            unused.addAll(namedBy(rendered));
            session.apply(
                    served(session, rendered, progress),
                    skipping(options, unused).withNamespace(chart.namespace()));
        }
    }

    /** A misspelt namespace is a new one. */
    private List<String> withoutNamespace(Manifests objects) {
        Set<String> known = objects.objects().stream()
                .filter(object -> object.kind().equals("Namespace"))
                .map(ManifestObject::name)
                .collect(Collectors.toCollection(HashSet::new));
        known.addAll(List.of("", "default", "kube-system", "kube-public", "kube-node-lease", namespace));
        return objects.objects().stream()
                .map(ManifestObject::json)
                .map(json -> Json.text(Json.object(json, "metadata"), "namespace"))
                .filter(name -> !known.contains(name))
                .distinct()
                .map(name -> Printable.text(
                        "no manifest has the Namespace " + name + ": it is created unless the" + " cluster has it"))
                .toList();
    }

    /** What a misspelt role makes of a binding: lines that deny hold, and nothing is covered. */
    private static List<String> withoutRole(Manifests objects) {
        EffectivePolicy policy = EffectivePolicy.of(objects);
        return policy.written().bindings().stream()
                .filter(binding -> policy.rbac().role(binding.roleRef()).isEmpty())
                .map(binding -> Printable.text(
                        binding.id() + " (" + binding.origin() + ") grants nothing unless the cluster has "
                                + binding.roleRef() + ", which is not in the manifests"))
                .toList();
    }

    private static ApplyOptions skipping(ApplyOptions options, List<String> kinds) {
        return options.withSkipKinds(kinds.toArray(String[]::new));
    }

    /** {@return those of the kinds to skip that are in manifests} */
    private List<String> namedBy(Manifests objects) {
        return skipKinds.stream()
                .filter(name -> objects.objects().stream()
                        .anyMatch(object -> name.equals(object.kind()) || name.equals(object.group())))
                .toList();
    }

    /** In a cluster of others, pods serve the webhooks. */
    private Manifests served(KubeSession session, Manifests objects, Consumer<String> progress) {
        ManagedCluster cluster = ManagedCluster.of(session.cluster());
        if (cluster.isOfOthers()) {
            return objects;
        }
        if (webhooks != null) {
            return webhooks.redirect(objects, cluster.adminRequests());
        }
        WebhookServer.Without without = WebhookServer.Without.of(objects);
        if (!without.leftOut().isEmpty()) {
            progress.accept(Printable.text("left out, because no pod serves webhooks here: "
                    + String.join(", ", without.leftOut())
                    + ". Those that envtest installs are served; name another server by --webhooks HOST:PORT"
                    + " --webhook-ca FILE"));
        }
        return without.manifests();
    }
}
