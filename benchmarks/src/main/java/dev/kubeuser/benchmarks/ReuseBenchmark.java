package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.RunningCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a JVM saves that finds a cluster of another one, against one that starts its own. */
record ReuseBenchmark(Alternation alternation) implements Benchmark {

    /** Soon after this benchmark the control plane is gone. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    @Override
    public String what() {
        return "a second JVM, with kubeuser.reuse";
    }

    @Override
    public List<Row> run() throws Exception {
        RunningCluster held = EmbeddedStart.start(IDLE);
        try {
            return List.of(
                    compare("control plane, attached to", new Attachment(IDLE), new OwnStart(new EmbeddedStart())),
                    compare(
                            what() + ", to first ok",
                            secondJvm(),
                            new OwnStart(new FirstOkStart("kubeuser", List.of()))));
        } finally {
            held.close();
        }
    }

    private static Contender secondJvm() {
        return new FirstOkStart(
                "kubeuser with kubeuser.reuse",
                List.of("-Dkubeuser.reuse=true", "-Dkubeuser.reuse-idle=" + IDLE.toSeconds() + "s"));
    }

    private Row compare(String what, Contender reuse, Contender start) throws Exception {
        Map<Contender, Samples> measured = alternation.of(List.of(reuse, start));
        return Row.compare(what, measured, reuse, start);
    }

    /** The same without reuse, under a name that says so. */
    private record OwnStart(Contender contender) implements Contender {
        @Override
        public String name() {
            return "a start of its own";
        }

        @Override
        public Duration once() throws Exception {
            return contender.once();
        }
    }
}
