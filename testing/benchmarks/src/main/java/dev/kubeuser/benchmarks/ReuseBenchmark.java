package dev.kubeuser.benchmarks;

import dev.kubeuser.benchmarks.firstok.FirstOk;
import dev.kubeuser.cluster.RunningCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a JVM saves that finds a cluster of another one. */
record ReuseBenchmark(Alternation alternation, Folders folders) implements Benchmark {

    /** Soon after this benchmark the control plane is gone. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private static final Target FIRST_OK = new Target(0.9, "s");

    @Override
    public String what() {
        return "a second JVM, with kubeuser.reuse";
    }

    @Override
    public List<Row> run() throws Exception {
        RunningCluster held = EmbeddedStart.start(IDLE);
        try {
            return List.of(attachment(), firstOk(held.adminKubeconfig()));
        } finally {
            held.close();
        }
    }

    private Row attachment() throws Exception {
        Contender reuse = new Attachment(IDLE);
        Contender start = new OwnStart();
        return Row.compare("control plane, attached to", alternation.of(List.of(reuse, start)), reuse, start);
    }

    private Row firstOk(Path adminKubeconfig) throws Exception {
        Contender reuse = new FirstOkStart(
                folders,
                "kubeuser with kubeuser.reuse",
                List.of("-Dkubeuser.reuse=true", "-Dkubeuser.reuse-idle=" + IDLE.toSeconds() + "s"));
        Contender byHand = new FirstOkStart(
                folders,
                "by hand on the same cluster, with BouncyCastle and the official client",
                List.of(FirstOk.byHand(adminKubeconfig)));
        Map<Contender, Samples> measured = alternation.of(List.of(reuse, byHand));
        return Row.compare(what() + ", to first ok", measured, reuse, byHand)
                .with(FIRST_OK, Objects.requireNonNull(measured.get(reuse)).median());
    }

    /** The same without reuse, under a name that says so. */
    private static final class OwnStart implements Contender {

        private final Contender start = new EmbeddedStart();

        @Override
        public String name() {
            return "a start of its own";
        }

        @Override
        public Duration once() throws Exception {
            return start.once();
        }
    }
}
