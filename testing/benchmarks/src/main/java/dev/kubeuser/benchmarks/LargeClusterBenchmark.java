package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.manifest.Manifests;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a namespace and a CustomResourceDefinition cost when there are many of them, beside few. */
record LargeClusterBenchmark() implements Benchmark {

    /** Of the cost of one among many, beside one among few. */
    private static final Target GROWTH = Target.ratio(1.3);

    private static final ApplyOptions PATIENT = ApplyOptions.defaults().withTimeout(Duration.ofMinutes(5));

    private enum Content {
        NAMESPACES("namespaces", 500, """
                apiVersion: v1
                kind: Namespace
                metadata: {name: team-NUMBER}
                """),
        DEFINITIONS("CustomResourceDefinitions", 75, """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgetNUMBERs.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {plural: widgetNUMBERs, singular: widgetNUMBER, kind: WidgetNUMBER}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """);

        private static final int MANY = 4;

        private final String name;
        private final int few;
        private final String template;

        Content(String name, int few, String template) {
            this.name = name;
            this.few = few;
            this.template = template;
        }

        int many() {
            return MANY * few;
        }

        Manifests manifests(int count) {
            return Manifests.parse(
                    "large.yaml",
                    IntStream.range(0, count)
                            .mapToObj(number -> template.replace("NUMBER", String.valueOf(number)))
                            .collect(Collectors.joining("---\n")));
        }
    }

    /**
     * A cluster with so many.
     *
     * @param count how many
     * @param cpu of client and server to apply one of them, in milliseconds
     * @param resident memory of the control plane then, in megabytes
     */
    private record Filled(int count, double cpu, double resident) {

        static Filled with(Content content, int count) throws IOException {
            Manifests manifests = content.manifests(count);
            try (RunningCluster cluster = EmbeddedStart.start();
                    KubeAccess admin = KubeAccess.admin(cluster)) {
                Cost applied = Cost.of(() -> AppliedManifests.apply(manifests, admin, PATIENT));
                return new Filled(
                        count,
                        applied.cpu().toNanos() / 1e6 / count,
                        ControlPlaneProcess.of(cluster).resident());
            }
        }
    }

    @Override
    public String what() {
        return "a large cluster";
    }

    @Override
    public List<Row> run() throws IOException {
        if (ControlPlaneProcess.obstacle().isPresent()) {
            return List.of(
                    Row.notMeasured(what(), ControlPlaneProcess.obstacle().get()));
        }
        List<Row> rows = new ArrayList<>();
        for (Content content : Content.values()) {
            Filled.with(content, content.few);
            rows.addAll(rows(content.name, Filled.with(content, content.few), Filled.with(content, content.many())));
        }
        return rows;
    }

    private List<Row> rows(String name, Filled few, Filled many) {
        double growth = many.cpu() / few.cpu();
        return List.of(
                new Row(
                        what() + ", CPU of client and server to apply one of " + many.count() + " " + name,
                        format("%.1f ms", many.cpu()),
                        format("one of " + few.count() + ": %.1f ms", few.cpu()),
                        format("%.2f", growth),
                        GROWTH.judge(growth)),
                new Row(
                        what() + ", memory of a control plane with " + many.count() + " " + name,
                        format("%.0f MB", many.resident()),
                        format("with " + few.count() + ": %.0f MB", few.resident()),
                        format("%.2f", many.resident() / few.resident()),
                        ""));
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
