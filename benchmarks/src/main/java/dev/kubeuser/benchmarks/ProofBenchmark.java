package dev.kubeuser.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.review.ClusterPolicy;
import dev.kubeuser.review.internal.ServedResource;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.management.ListenerNotFoundException;

/** What the proof adds to the end of a run: coverage, redundancy and mutants of the policy of a {@link Company}. */
record ProofBenchmark(List<Company> companies) implements Benchmark {

    /** The last of each size is measured; the smaller ones show the growth. */
    ProofBenchmark() {
        this(List.of(
                new Company(5, 2_000),
                new Company(10, 4_000),
                new Company(25, 10_000),
                new Company(100, 25_000),
                new Company(200, 50_000)));
    }

    @Override
    public String what() {
        return "the proof at the end of a run";
    }

    @Override
    public List<Row> run() throws Exception {
        RbacPolicyBuilder defaults = RbacPolicy.builder();
        List<ServedResource> served;
        try (RunningCluster cluster = EmbeddedStart.start();
                KubeAccess admin = KubeAccess.admin(cluster)) {
            defaults.addAll(ClusterPolicy.objects(admin.apiClient()));
            served = ServedResource.of(cluster);
        }
        RunAnalysis.of(new Company(2, 200).record(defaults, served));
        List<Row> rows = new ArrayList<>();
        double before = 0;
        int objectsBefore = 0;
        for (Company company : companies) {
            RunRecord runRecord = company.record(defaults, served);
            Cost cost = Cost.of(runRecord);
            rows.add(Row.alone(
                    what() + ", " + company.objects() + " objects, " + company.assertions() + " assertions, "
                            + cost.mutants() + " mutants",
                    cost.toString()));
            if (before > 0) {
                double exponent = Math.log(cost.cpu() / before) / Math.log((double) company.objects() / objectsBefore);
                rows.add(Row.alone(
                        what() + ", growth exponent from " + objectsBefore + " to " + company.objects() + " objects",
                        String.format(Locale.ROOT, "%.1f", exponent)));
            }
            before = cost.cpu();
            objectsBefore = company.objects();
        }
        return rows;
    }

    /**
     * What an analysis takes.
     *
     * @param mutants the number of mutants
     * @param wall seconds
     * @param cpu seconds of the whole process
     * @param megabytes of the heap in use after it, beyond what was in use before
     */
    private record Cost(int mutants, double wall, double cpu, double megabytes) {

        static Cost of(RunRecord runRecord) throws ListenerNotFoundException {
            OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            double usedBefore = used();
            PeakHeap peak = PeakHeap.begin();
            long cpuBegin = process.getProcessCpuTime();
            long begin = System.nanoTime();
            RunAnalysis analysis = RunAnalysis.of(runRecord);
            double wall = (System.nanoTime() - begin) / 1e9;
            double cpu = (process.getProcessCpuTime() - cpuBegin) / 1e9;
            double megabytes = Math.max(peak.end(), used()) - usedBefore;
            return new Cost(analysis.mutations().results().size(), wall, cpu, megabytes);
        }

        private static double used() {
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.2f s, %.2f s CPU, %.0f MB", wall, cpu, megabytes);
        }
    }
}
