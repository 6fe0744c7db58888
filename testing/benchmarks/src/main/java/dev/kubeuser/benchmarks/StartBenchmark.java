package dev.kubeuser.benchmarks;

import java.util.List;
import java.util.Map;

/** From nothing to a control plane that is ready. */
record StartBenchmark(Alternation alternation, Contender kubeuser, Contender instead) implements Benchmark {

    private static final Target TARGET = Target.ratio(0.45);

    @Override
    public String what() {
        return "control plane, start to ready";
    }

    @Override
    public List<Row> run() throws Exception {
        Map<Contender, Samples> measured = alternation.of(List.of(kubeuser, instead));
        return List.of(Row.compare(what(), measured, kubeuser, instead, TARGET));
    }
}
