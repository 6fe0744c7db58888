package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.RunningCluster;
import java.time.Duration;
import java.util.List;

/** Whether JVMs that share a cluster wait for each other. */
record ForkBenchmark(Alternation alternation, Folders folders) implements Benchmark {

    private static final int FORKS = 16;

    /** Soon after this benchmark the control plane is gone. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private static final Target TARGET = Target.ratio(1);

    @Override
    public String what() {
        return FORKS + " JVMs on one cluster, with kubeuser.reuse";
    }

    @Override
    public List<Row> run() throws Exception {
        RunningCluster held = EmbeddedStart.start(IDLE);
        try {
            Contender jvm = new FirstOkStart(
                    folders,
                    "kubeuser",
                    List.of("-Dkubeuser.reuse=true", "-Dkubeuser.reuse-idle=" + IDLE.toSeconds() + "s"));
            Contender atOnce = new Crowd("all at once", FORKS, FORKS, jvm);
            Contender inTurn = new Crowd("one after another", FORKS, 1, jvm);
            return List.of(Row.compare(what(), alternation.of(List.of(atOnce, inTurn)), atOnce, inTurn, TARGET));
        } finally {
            held.close();
        }
    }
}
