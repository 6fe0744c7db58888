package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.session.KubeSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One more user on a cluster that runs already: from the key, or from the claims of a token, to the first {@code ok}. */
record UserBenchmark(Alternation alternation, RivalPrograms programs, Path work) implements Benchmark {

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
            List<Row> rows = new ArrayList<>(rows(users(session.cluster()), byHand(session.admin())));
            Contender token = new TokenUser(session);
            rows.add(Row.alone(
                    what() + ", a token of an issuer, RS256",
                    Objects.requireNonNull(alternation.of(List.of(token)).get(token)),
                    SECONDS_OF_TOKEN));
            return rows;
        }
    }

    /** The first is what the targets are for. */
    private List<Contender> byHand(KubeAccess admin) throws Exception {
        List<Contender> byHand = new ArrayList<>(List.of(TutorialCommands.asInstalled(admin, work)));
        if (programs.obstacle().isEmpty()) {
            byHand.add(TutorialCommands.asBuilt(admin, programs, work));
        }
        return byHand;
    }

    private static Map<KeyAlgorithm, Contender> users(Cluster cluster) {
        Map<KeyAlgorithm, Contender> users = new EnumMap<>(KeyAlgorithm.class);
        for (KeyAlgorithm key : KeyAlgorithm.values()) {
            users.put(key, new CertificateUser(cluster, key));
        }
        return users;
    }

    private List<Row> rows(Map<KeyAlgorithm, Contender> users, List<Contender> byHand) throws Exception {
        List<Contender> all = new ArrayList<>(users.values());
        all.addAll(byHand);
        Map<Contender, Samples> measured = alternation.of(all);
        List<Row> rows = new ArrayList<>();
        users.forEach((key, user) -> rows.add(row(key, user, byHand.get(0), measured)));
        for (Contender other : byHand.subList(1, byHand.size())) {
            users.forEach((key, user) -> {
                if (TARGETS.containsKey(key)) {
                    rows.add(Row.compare(label(key), measured, user, other));
                }
            });
        }
        return rows;
    }

    private String label(KeyAlgorithm key) {
        return what() + ", " + key;
    }

    private Row row(KeyAlgorithm key, Contender user, Contender byHand, Map<Contender, Samples> measured) {
        String label = label(key);
        Target target = TARGETS.get(key);
        return target == null
                ? Row.compare(label, measured, user, byHand)
                : Row.compare(label, measured, user, byHand, target);
    }
}
