// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.Installation;
import dev.kubeuser.manifest.Manifests;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a chart is installed. */
final class ChartOptions {

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The namespace of the release or operator, and of objects that name none.")
    String namespace;

    @Option(names = "--release", paramLabel = "NAME", description = "The name of the release of the chart.")
    @Nullable
    String release;

    @Option(names = "--values", paramLabel = "FILE", description = "A file of values for the chart, as for helm.")
    List<String> values = new ArrayList<>();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A value for the chart, as for helm.")
    List<String> set = new ArrayList<>();

    private final StandardInput input = new StandardInput();

    boolean isEmpty() {
        return release == null && values.isEmpty() && set.isEmpty();
    }

    /** Requires a chart if there is an option for one. */
    void check(List<String> sources) {
        if (!isEmpty() && sources.stream().noneMatch(source -> source.contains("helm:"))) {
            throw new IllegalArgumentException(
                    "--release, --values and --set are of a chart: name one, as in helm:charts/operator");
        }
    }

    HelmChart of(HelmChart chart) {
        HelmChart named = chart.withNamespace(namespace)
                .withValues(values.toArray(String[]::new))
                .withSet(set.toArray(String[]::new));
        return release == null ? named : named.withRelease(release);
    }

    /** Reads sources, and says what in them was left out or read as something else. */
    Manifests read(List<String> sources, Map<String, String> placeholders, PrintWriter err) {
        Manifests read =
                Manifests.load(placeholders, sources, new Installation(namespace, this::of, input::text), namespace);
        read.notes().forEach(note -> err.println(Printable.text(note)));
        return read;
    }
}
