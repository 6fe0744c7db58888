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

/** Applying and removing the policy of a company, beside a plain client that sends one request for each object. */
record ApplyBenchmark(int runs) {

    private static final List<Integer> NAMESPACES = List.of(10, 100, 300);
    private static final Target TARGET = Target.ratio(1.5);
    private static final String PLAIN = "a plain client, 16 requests in flight";
    private static final ApplyOptions PATIENT = ApplyOptions.defaults().withTimeout(Duration.ofMinutes(2));

    /** What applying cost in each run, and what removing did. */
    private record Costs(List<Cost> applied, List<Cost> removed) {

        Costs() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(Runnable apply, Runnable remove, boolean isCounted) {
            Cost ofApplying = Cost.of(apply);
            Cost ofRemoving = Cost.of(remove);
            if (isCounted) {
                applied.add(ofApplying);
                removed.add(ofRemoving);
            }
        }
    }

    List<Row> rows(String what) {
        List<Row> rows = new ArrayList<>();
        Growth applied = new Growth();
        Growth removed = new Growth();
        for (int namespaces : NAMESPACES) {
            Manifests manifests = Company.withAccounts(namespaces).manifests();
            int objects = manifests.objects().size();
            Costs ours = new Costs();
            Costs plain = new Costs();
            for (int run = 0; run <= runs; run++) { // the first is not counted
                byHand(manifests, plain, run > 0);
                apply(manifests, ours, run > 0);
            }
            rows.addAll(Cost.rows(objects + " objects applied", ours.applied, PLAIN, plain.applied, TARGET));
            rows.addAll(Cost.rows(objects + " objects removed", ours.removed, PLAIN, plain.removed, TARGET));
            applied.add(objects, Cost.cpu(ours.applied).median());
            removed.add(objects, Cost.cpu(ours.removed).median());
        }
        rows.add(applied.row("objects applied"));
        rows.add(removed.row("objects removed"));
        return rows;
    }

    /** On a new cluster, as each: removing namespaces keeps a control plane busy for a while. */
    private static void byHand(Manifests manifests, Costs costs, boolean isCounted) {
        try (RunningCluster cluster = Embedded.start()) {
            PlainClient plain = new PlainClient(
                    cluster.adminClient(),
                    ClusterContext.of(cluster).discovery().get());
            costs.add(() -> plain.create(manifests.objects()), () -> plain.delete(manifests.objects()), isCounted);
        }
    }

    private static void apply(Manifests manifests, Costs costs, boolean isCounted) {
        try (RunningCluster cluster = Embedded.start();
                KubeAccess admin = KubeAccess.admin(cluster)) {
            ClusterContext.of(cluster).discovery().get();
            List<AppliedManifests> applied = new ArrayList<>();
            costs.add(
                    () -> applied.add(AppliedManifests.apply(manifests, admin, PATIENT)),
                    () -> applied.forEach(AppliedManifests::close),
                    isCounted);
        }
    }
}
