package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.ClusterKind;
import java.util.List;
import java.util.Map;

/** The kind that needs no container engine beside the one that does. */
record KindBenchmark(Alternation alternation) implements Benchmark {

    @Override
    public String what() {
        return "embedded or k3s";
    }

    @Override
    public List<Row> run() throws Exception {
        return List.of(row("start to ready", false), row("start to first ok of a user", true));
    }

    private Row row(String part, boolean toFirstOk) throws Exception {
        Contender embedded = new KindStart(ClusterKind.EMBEDDED, toFirstOk);
        Contender k3s = new KindStart(ClusterKind.K3S, toFirstOk);
        Map<Contender, Samples> measured = alternation.of(List.of(embedded, k3s));
        return Row.compare(what() + ", " + part, measured, embedded, k3s);
    }
}
