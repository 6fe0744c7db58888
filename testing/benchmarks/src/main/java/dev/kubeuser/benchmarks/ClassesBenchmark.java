package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.RunningCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a test class costs among many that run in parallel, beside one among fewer. */
record ClassesBenchmark(Path work) implements Benchmark {

    private static final int FEW = 50;
    private static final int MANY = 200;
    private static final Target TARGET = Target.ratio(1.2);

    @Override
    public String what() {
        return "a test class among " + MANY + " in parallel";
    }

    @Override
    public List<Row> run() throws IOException {
        TestClasses few = new TestClasses(FEW, work.resolve("classes-" + FEW));
        TestClasses many = new TestClasses(MANY, work.resolve("classes-" + MANY));
        few.compile();
        many.compile();
        // It outlives the tests, for its CPU is read after them.
        try (RunningCluster cluster = EmbeddedStart.start()) {
            milliseconds(few, cluster);
            double each = milliseconds(few, cluster);
            double eachOfMany = milliseconds(many, cluster);
            double ratio = eachOfMany / each;
            return List.of(new Row(
                    what() + ", CPU of client and server",
                    format("%.0f ms", eachOfMany),
                    format("among " + FEW + ": %.0f ms", each),
                    format("%.2f", ratio),
                    TARGET.judge(ratio)));
        }
    }

    private static double milliseconds(TestClasses classes, RunningCluster cluster) {
        Cost cost = Cost.of(() -> {
            try {
                classes.run(cluster);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        return cost.cpu().toNanos() / 1e6 / classes.count();
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
