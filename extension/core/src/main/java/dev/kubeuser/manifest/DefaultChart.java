package dev.kubeuser.manifest;

import dev.kubeuser.version.internal.KnownVersions;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A Helm chart as a source of manifests, for the Kubernetes that this release knows best.
 *
 * @param source as in {@code helm:charts/operator}
 * @param start the directory in which a relative path starts, also one of a file of values
 * @param installed how it is installed
 */
record DefaultChart(String source, SourceDirectory start, UnaryOperator<HelmChart> installed) {

    /** Marks a source of manifests as a chart to render. */
    static final String PREFIX = "helm:";

    /** What is rendered, with the templates as its files. */
    SourceFile render() {
        Path chart = start.path().resolve(source.substring(PREFIX.length()));
        start.provide(chart);
        HelmChart own = installed.apply(HelmChart.at(chart.toString()));
        return own.withValues(own.values().stream().map(this::provided).toArray(String[]::new))
                .render(HelmCapabilities.of(KnownVersions.read().standard().toString()), start.name(chart.normalize()));
    }

    private String provided(String values) {
        Path file = start.path().resolve(values);
        start.provide(file);
        return file.toString();
    }
}
