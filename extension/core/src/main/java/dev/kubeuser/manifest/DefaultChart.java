package dev.kubeuser.manifest;

import dev.kubeuser.version.internal.KnownVersions;
import java.nio.file.Path;

/**
 * A Helm chart as a source of manifests: with its own values, for the Kubernetes that this release knows best.
 *
 * @param source as in {@code helm:charts/operator}
 * @param start the directory in which a relative path starts
 */
record DefaultChart(String source, SourceDirectory start) {

    /** Marks a source of manifests as a chart to render. */
    static final String PREFIX = "helm:";

    /** What is rendered, with the templates as its files. */
    SourceFile render() {
        Path chart = start.path().resolve(source.substring(PREFIX.length()));
        start.provide(chart);
        return HelmChart.at(chart.toString())
                .render(HelmCapabilities.of(KnownVersions.read().standard().toString()), start.name(chart.normalize()));
    }
}
