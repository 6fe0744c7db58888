package dev.kubeuser.junit.internal;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.HelmCapabilities;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What one {@code @KubeHelmChart} declares. A missing chart or file of values and an impossible name are errors that
 * name their place. The chart is rendered once the cluster runs.
 *
 * @param chart the chart; without a namespace, its release goes into that of an unnamed {@code @KubeNamespace}
 */
public record DeclaredChart(HelmChart chart) {

    /** Fills in the configuration parameters that its paths name, and requires what can be known now. */
    PolicyPlan.Planned plan(String place, Map<String, String> placeholders, Settings settings) {
        String annotation = "@KubeHelmChart on " + place;
        UnaryOperator<String> filledIn = DeclaredManifests.filledIn(annotation, settings::parameter);
        String path = filledIn.apply(chart.chart());
        boolean hasUsualRelease =
                chart.release().equals(HelmChart.at(chart.chart()).release());
        HelmChart known = HelmChart.at(path)
                .withRelease(hasUsualRelease ? HelmChart.at(path).release() : chart.release())
                .withNamespace(chart.namespace().isEmpty() ? usualNamespace(placeholders) : chart.namespace())
                .withValues(chart.values().stream().map(filledIn).toArray(String[]::new))
                .withSet(chart.set().toArray(String[]::new))
                .withHelm(settings.read(Setting.HELM, Function.identity()).orElse(chart.helm()));
        String namespace;
        try {
            known.check(placeholders);
            namespace = ApplyOptions.defaults()
                    .withNamespace(new Placeholders(placeholders).fillIn(known.namespace()))
                    .namespace();
        } catch (ManifestException | IllegalArgumentException mistake) {
            throw new ExtensionConfigurationException(annotation + ": " + mistake.getMessage(), mistake);
        }
        return new PolicyPlan.Planned(
                (cluster, earlier) -> render(annotation, known, placeholders, cluster, earlier), namespace, true);
    }

    private static String usualNamespace(Map<String, String> placeholders) {
        return placeholders.containsKey(DeclaredManifests.NAMESPACE)
                ? "${" + DeclaredManifests.NAMESPACE + "}"
                : ApplyOptions.defaults().namespace();
    }

    private static Manifests render(
            String annotation,
            HelmChart chart,
            Map<String, String> placeholders,
            Cluster cluster,
            List<Manifests> earlier) {
        HelmCapabilities capabilities = ClusterContext.of(cluster).discovery().helmCapabilities();
        for (Manifests manifests : earlier) {
            capabilities = capabilities.with(manifests);
        }
        try {
            return chart.render(capabilities, placeholders, cluster.directory());
        } catch (ManifestException failure) {
            throw new ManifestException(annotation + ": " + failure.getMessage(), failure);
        }
    }
}
