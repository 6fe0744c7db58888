package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.question.AccessMatrixBuilder;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import java.time.Duration;

/** Our matrix: one subject who may do everything, by which the questions are counted, and nine who may do nothing. */
record MatrixReviews(Cluster cluster, int reviews) implements Contender {

    private static final String POWERFUL = "bench-powerful";
    private static final int OTHERS = 9;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static MatrixReviews prepare(RunningCluster cluster) throws ApiException {
        ClusterAdmins.add(
                cluster,
                new RbacV1Subject()
                        .apiGroup("rbac.authorization.k8s.io")
                        .kind("User")
                        .name(POWERFUL));
        return new MatrixReviews(cluster, (1 + OTHERS) * questions(cluster));
    }

    /** For one subject, as soon as the binding counts. */
    private static int questions(Cluster cluster) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            AccessMatrix all = places(cluster).subject("user:" + POWERFUL).ask();
            int asked = all.rows().stream()
                    .mapToInt(row -> row.verbs().size() + row.refused().size())
                    .sum();
            boolean effective =
                    all.rows().stream().anyMatch(row -> row.resource().equals("secrets"));
            if (effective) {
                return asked;
            }
        }
        throw new IllegalStateException("the binding of " + POWERFUL + " does not count after " + PATIENCE);
    }

    private static AccessMatrixBuilder places(Cluster cluster) {
        return AccessMatrix.builder(cluster).in("default").clusterWide();
    }

    @Override
    public String name() {
        return "kubeuser";
    }

    @Override
    public Duration once() {
        AccessMatrixBuilder matrix = places(cluster).subject("user:" + POWERFUL);
        for (int i = 0; i < OTHERS; i++) {
            matrix = matrix.subject("user:bench-" + i);
        }
        long begin = System.nanoTime();
        AccessMatrix asked = matrix.ask();
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        if (asked.rows().isEmpty()) {
            throw new IllegalStateException("nobody may do anything, not even " + POWERFUL);
        }
        return taken;
    }
}
