package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.run.KubeSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One more user on a cluster that runs already: from the key, or from the claims of a token, to the first {@code ok}. */
record UserBenchmark(Alternation alternation, Path work) implements Benchmark {

    /** For the default key. */
    private static final Map<KeyAlgorithm, Target> TARGETS = Map.of(KeyAlgorithm.ECDSA_P256, Target.ratio(0.1));

    /** For somebody with a token. */
    private static final Target SECONDS_OF_TOKEN = new Target(0.03, "s");

    private static final String AUTHENTICATION = "classpath:dev/kubeuser/benchmarks/authentication.yaml";

    @Override
    public String what() {
        return "one more user, key to first ok";
    }

    @Override
    public List<Row> run() throws Exception {
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .cluster(spec -> spec.withAuthentication(AUTHENTICATION))
                .start()) {
            List<Row> rows = new ArrayList<>(ofCertificates(session));
            Contender token = new TokenUser(session);
            rows.add(Row.alone(
                    what() + ", a token of an issuer, RS256",
                    Objects.requireNonNull(alternation.of(List.of(token)).get(token)),
                    SECONDS_OF_TOKEN));
            return rows;
        }
    }

    private List<Row> ofCertificates(KubeSession session) throws Exception {
        Contender byHand = new TutorialCommands(session.admin(), work);
        Map<KeyAlgorithm, Contender> users = new EnumMap<>(KeyAlgorithm.class);
        for (KeyAlgorithm key : KeyAlgorithm.values()) {
            users.put(key, new CertificateUser(session.cluster(), key));
        }
        List<Contender> all = new ArrayList<>(users.values());
        all.add(byHand);
        Map<Contender, Samples> measured = alternation.of(all);
        List<Row> rows = new ArrayList<>();
        users.forEach((key, user) -> rows.add(row(key, user, byHand, measured)));
        return rows;
    }

    private Row row(KeyAlgorithm key, Contender user, Contender byHand, Map<Contender, Samples> measured) {
        String label = what() + ", " + key;
        Target target = TARGETS.get(key);
        return target == null
                ? Row.compare(label, measured, user, byHand)
                : Row.compare(label, measured, user, byHand, target);
    }
}
