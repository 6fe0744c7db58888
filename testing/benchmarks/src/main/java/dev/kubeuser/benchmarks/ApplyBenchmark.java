// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.manifest.Manifests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Applying and removing the policy of a company, beside a plain client that sends one request for each object. */
record ApplyBenchmark(int runs) {

    private static final List<Integer> NAMESPACES = List.of(10, 100, 300);
    private static final Target TARGET = Target.ratio(1.5);
    private static final String PLAIN = "a plain client, 16 requests in flight";
    private static final ApplyOptions PATIENT = ApplyOptions.defaults().withTimeout(Duration.ofMinutes(2));

    private record Costs(Cost applied, Cost removed) {}

    List<Row> rows(String what) throws Exception {
        List<Row> rows = new ArrayList<>();
        Growth applied = new Growth();
        Growth removed = new Growth();
        for (int namespaces : NAMESPACES) {
            Manifests manifests = Company.withAccounts(namespaces).manifests();
            int objects = manifests.objects().size();
            List<List<Costs>> costs = Contender.inTurns(runs, List.of(() -> byHand(manifests), () -> apply(manifests)));
            rows.addAll(rows(objects + " objects applied", costs, Costs::applied));
            rows.addAll(rows(objects + " objects removed", costs, Costs::removed));
            applied.add(objects, Cost.cpu(part(costs.get(1), Costs::applied)).median());
            removed.add(objects, Cost.cpu(part(costs.get(1), Costs::removed)).median());
        }
        rows.add(applied.row("objects applied"));
        rows.add(removed.row("objects removed"));
        return rows;
    }

    private static List<Row> rows(String what, List<List<Costs>> costs, Function<Costs, Cost> part) {
        return Cost.rows(what, part(costs.get(1), part), PLAIN, part(costs.get(0), part), TARGET);
    }

    private static List<Cost> part(List<Costs> costs, Function<Costs, Cost> part) {
        return costs.stream().map(part).toList();
    }

    /** On a new cluster, as each: removing namespaces keeps a control plane busy for a while. */
    private static Costs byHand(Manifests manifests) {
        try (RunningCluster cluster = Embedded.start()) {
            PlainClient plain = new PlainClient(
                    cluster.adminClient(),
                    ClusterContext.of(cluster).discovery().get());
            return new Costs(
                    Cost.of(() -> plain.create(manifests.objects())), Cost.of(() -> plain.delete(manifests.objects())));
        }
    }

    private static Costs apply(Manifests manifests) {
        try (RunningCluster cluster = Embedded.start();
                KubeAccess admin = KubeAccess.admin(cluster)) {
            ClusterContext.of(cluster).discovery().get();
            List<AppliedManifests> applied = new ArrayList<>();
            return new Costs(
                    Cost.of(() -> applied.add(AppliedManifests.apply(manifests, admin, PATIENT))),
                    Cost.of(() -> applied.forEach(AppliedManifests::close)));
        }
    }
}
