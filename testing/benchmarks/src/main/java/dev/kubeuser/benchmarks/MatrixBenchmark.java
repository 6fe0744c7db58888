package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.RunningCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A matrix of ten subjects, beside what the server can answer at most. */
record MatrixBenchmark(Alternation alternation, Path work) implements Benchmark {

    /** 0.8 of the rate at which the server answers. */
    private static final Target TARGET = Target.ratio(1.25);

    @Override
    public String what() {
        return "access matrix of 10 subjects";
    }

    @Override
    public List<Row> run() throws Exception {
        try (RunningCluster cluster = EmbeddedStart.start()) {
            MatrixReviews matrix = MatrixReviews.prepare(cluster);
            int reviews = matrix.reviews();
            Contender limit = ServerLimit.prepare(cluster, reviews, work);
            Map<Contender, Samples> measured = alternation.of(List.of(matrix, limit));
            return List.of(Row.compare(what() + ", " + reviews + " reviews", measured, matrix, limit, TARGET));
        }
    }
}
