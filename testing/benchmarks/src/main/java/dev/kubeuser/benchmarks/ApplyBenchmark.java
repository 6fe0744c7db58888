package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.manifest.Manifests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Applying and removing the policy of a company, beside a plain client that sends one request for each object. */
record ApplyBenchmark(int runs) implements Benchmark {

    private static final List<Integer> NAMESPACES = List.of(10, 100, 300);
    private static final Target TARGET = Target.ratio(1.5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private enum Step {
        PLAIN_APPLY,
        PLAIN_REMOVE,
        APPLY,
        REMOVE
    }

    /** What each step cost in each run, for a policy of so many objects. */
    private record Measured(int objects, Map<Step, List<Cost>> costs) {

        List<Cost> of(Step step) {
            return Objects.requireNonNull(costs.get(step));
        }

        SizedAmount cpu(Step step) {
            return new SizedAmount(objects, Cost.cpu(of(step)).median());
        }
    }

    @Override
    public String what() {
        return "applying a company's policy";
    }

    @Override
    public List<Row> run() {
        List<Row> rows = new ArrayList<>();
        List<Measured> bySize = new ArrayList<>();
        for (int namespaces : NAMESPACES) {
            Measured measured = measure(namespaces);
            bySize.add(measured);
            String objects = measured.objects() + " objects ";
            rows.addAll(rows(objects + "applied", measured.of(Step.APPLY), measured.of(Step.PLAIN_APPLY)));
            rows.addAll(rows(objects + "removed", measured.of(Step.REMOVE), measured.of(Step.PLAIN_REMOVE)));
        }
        rows.add(Row.alone("objects applied, growth exponent at the end", exponent(bySize, Step.APPLY)));
        rows.add(Row.alone("objects removed, growth exponent at the end", exponent(bySize, Step.REMOVE)));
        return rows;
    }

    /** In turns, each on a new cluster: removing namespaces keeps a control plane busy for a while. The first is not counted. */
    private Measured measure(int namespaces) {
        Manifests manifests = new CompanyPolicy(namespaces).manifests();
        Map<Step, List<Cost>> costs = new EnumMap<>(Step.class);
        for (int run = 0; run <= runs; run++) {
            Map<Step, Cost> turn = new EnumMap<>(plain(manifests));
            turn.putAll(ours(manifests));
            if (run > 0) {
                turn.forEach((step, cost) ->
                        costs.computeIfAbsent(step, first -> new ArrayList<>()).add(cost));
            }
        }
        return new Measured(manifests.objects().size(), costs);
    }

    private static Map<Step, Cost> plain(Manifests manifests) {
        try (RunningCluster cluster = EmbeddedStart.start()) {
            PlainClient plain = new PlainClient(
                    cluster.adminClient(),
                    ClusterContext.of(cluster).discovery().get());
            Cost apply = Cost.of(() -> plain.create(manifests.objects()));
            return Map.of(Step.PLAIN_APPLY, apply, Step.PLAIN_REMOVE, Cost.of(() -> plain.delete(manifests.objects())));
        }
    }

    private static Map<Step, Cost> ours(Manifests manifests) {
        ApplyOptions patient = ApplyOptions.defaults().withTimeout(PATIENCE);
        try (RunningCluster cluster = EmbeddedStart.start();
                KubeAccess admin = KubeAccess.admin(cluster)) {
            ClusterContext.of(cluster).discovery().get();
            List<AppliedManifests> applied = new ArrayList<>();
            Cost apply = Cost.of(() -> applied.add(AppliedManifests.apply(manifests, admin, patient)));
            return Map.of(Step.APPLY, apply, Step.REMOVE, Cost.of(() -> applied.forEach(AppliedManifests::close)));
        }
    }

    private static List<Row> rows(String label, List<Cost> ours, List<Cost> plain) {
        return List.of(
                row(label, Cost.wall(ours), Cost.wall(plain)),
                row(label + ", CPU of client and server", Cost.cpu(ours), Cost.cpu(plain)));
    }

    private static Row row(String label, Samples ours, Samples plain) {
        double ratio = ours.median() / plain.median();
        return new Row(
                label,
                ours.toString(),
                "a plain client, 16 requests in flight: " + plain,
                String.format(Locale.ROOT, "%.2f", ratio),
                TARGET.judge(ratio));
    }

    /** Of the CPU time. */
    private static String exponent(List<Measured> bySize, Step step) {
        return SizedAmount.exponentAtEnd(
                bySize.stream().map(measured -> measured.cpu(step)).toList());
    }
}
