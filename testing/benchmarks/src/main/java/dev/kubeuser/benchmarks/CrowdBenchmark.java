package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.credential.KeyAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How many users a cluster gets in a second when many are wanted at once. */
record CrowdBenchmark(Alternation alternation) implements Benchmark {

    private static final int SIZE = 50;

    @Override
    public String what() {
        return SIZE + " users at once";
    }

    @Override
    public List<Row> run() throws Exception {
        try (RunningCluster cluster = EmbeddedStart.start()) {
            Contender ecdsa = crowd(new CertificateUser(cluster, KeyAlgorithm.ECDSA_P256));
            Contender rsa = crowd(new CertificateUser(cluster, KeyAlgorithm.RSA_2048));
            Map<Contender, Samples> measured = alternation.of(List.of(ecdsa, rsa));
            List<Row> rows = new ArrayList<>();
            measured.forEach((crowd, seconds) -> rows.add(Row.alone(crowd.name(), perSecond(seconds))));
            return rows;
        }
    }

    private Contender crowd(Contender user) {
        return new Crowd(what() + ", " + user.name(), SIZE, SIZE, user);
    }

    private static String perSecond(Samples seconds) {
        return new Samples(seconds.values().stream().map(one -> SIZE / one).toList(), "users per second", 0).toString();
    }
}
