package dev.kubeuser.benchmarks;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.record.internal.RunRecord;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.management.ListenerNotFoundException;

/** What the proof adds to the end of a run: coverage, redundancy and mutants of the policy of a {@link Company}. */
record ProofBenchmark(List<Company> companies) implements Benchmark {

    /** The smaller ones of a shape show the growth. */
    ProofBenchmark() {
        this(List.of(
                new Company(5, 2_000),
                new Company(10, 4_000),
                new Company(25, 10_000),
                new Company(100, 25_000),
                new Company(200, 50_000),
                new Company(Company.Shape.AGGREGATED, 6, 5_000),
                new Company(Company.Shape.AGGREGATED, 11, 5_000),
                new Company(Company.Shape.AGGREGATED, 22, 5_000),
                new Company(Company.Shape.WILD, 250, 5_000),
                new Company(Company.Shape.WILD, 500, 5_000)));
    }

    @Override
    public String what() {
        return "the proof at the end of a run";
    }

    @Override
    public List<Row> run() throws Exception {
        DefaultCluster cluster = DefaultCluster.read();
        RunAnalysis.of(new Company(2, 200).record(cluster.policy(), cluster.served()));
        List<Row> rows = new ArrayList<>();
        Map<Company.Shape, List<SizedAmount>> shapes = new EnumMap<>(Company.Shape.class);
        for (Company company : companies) {
            List<SizedAmount> growing = shapes.computeIfAbsent(company.shape(), unused -> new ArrayList<>());
            Measured measured = Measured.of(company.record(cluster.policy(), cluster.served()));
            rows.add(Row.alone(
                            what() + ", " + company.shape() + ", " + company.objects() + " objects, "
                                    + company.assertions() + " assertions, " + measured.mutants() + " mutants",
                            measured.toString())
                    .with(company.shape().target(), measured.wall()));
            growing.add(new SizedAmount(company.objects(), measured.cpu()));
            if (growing.size() > 1) {
                SizedAmount before = growing.get(growing.size() - 2);
                rows.add(Row.alone(
                        what() + ", " + company.shape() + ", growth exponent from " + before.size() + " to "
                                + company.objects() + " objects",
                        SizedAmount.exponentAtEnd(growing)));
            }
        }
        return rows;
    }

    /**
     * What an analysis takes.
     *
     * @param mutants the number of mutants
     * @param cost the time
     * @param megabytes of the heap in use after it, beyond what was in use before
     */
    private record Measured(int mutants, Cost cost, double megabytes) {

        static Measured of(RunRecord runRecord) throws ListenerNotFoundException {
            double usedBefore = used();
            PeakHeap peak = PeakHeap.begin();
            List<RunAnalysis> analysis = new ArrayList<>();
            Cost cost = Cost.of(() -> analysis.add(RunAnalysis.of(runRecord)));
            double megabytes = Math.max(peak.end(), used()) - usedBefore;
            return new Measured(analysis.get(0).mutations().results().size(), cost, megabytes);
        }

        private static double used() {
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
        }

        double wall() {
            return cost.wall().toMillis() / 1e3;
        }

        double cpu() {
            return cost.cpu().toMillis() / 1e3;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.2f s, %.2f s CPU, %.0f MB", wall(), cpu(), megabytes);
        }
    }
}
