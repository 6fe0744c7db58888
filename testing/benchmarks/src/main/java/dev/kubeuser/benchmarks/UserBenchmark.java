// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One more user on a cluster that runs already: from the key, or from the claims of a token, to the first {@code ok}.
 */
record UserBenchmark(int runs, Path work, AtomicInteger count) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final String AUTHENTICATION = "classpath:dev/kubeuser/benchmarks/authentication.yaml";
    private static final String TOKEN = "a token of an issuer, RS256";

    UserBenchmark(int runs, Path work) {
        this(runs, work, new AtomicInteger());
    }

    List<Row> rows(String what) throws Exception {
        try (KubeSession session = Embedded.session()
                .cluster(spec -> spec.withAuthentication(AUTHENTICATION))
                .start()) {
            Contender byHand = byHand(session.admin());
            Contender token = Contender.of(TOKEN, () -> withToken(session));
            Map<KeyAlgorithm, Contender> users = new EnumMap<>(KeyAlgorithm.class);
            for (KeyAlgorithm key : KeyAlgorithm.values()) {
                users.put(key, Contender.of(key.name(), () -> withCertificate(session.cluster(), key)));
            }
            List<Contender> all = new ArrayList<>(users.values());
            all.add(byHand);
            Map<Contender, Samples> measured = Contender.inTurns(runs, all);
            List<Row> rows = new ArrayList<>();
            users.forEach((key, user) -> {
                Target target = key == KeyAlgorithm.ECDSA_P256 ? Target.ratio(0.1) : Target.NONE;
                rows.add(Row.compare(what + ", " + key, measured, user, byHand, target));
            });
            Samples ofToken = Objects.requireNonNull(
                    Contender.inTurns(runs, List.of(token)).get(token));
            rows.add(Row.alone(what + ", " + TOKEN, ofToken, new Target(0.03, "s")));
            return rows;
        }
    }

    private Duration withCertificate(Cluster cluster, KeyAlgorithm key) {
        UserSpec user =
                UserSpec.named("bench-" + count.incrementAndGet()).withKey(key).withExpiration(LIFETIME);
        long begin = System.nanoTime();
        try (CertificateFlow flow = new CertificateFlow(cluster, user, PATIENCE);
                KubeAccess access = KubeAccess.connect(cluster, flow.generate().run())) {
            requireOk(access.get("/healthz"));
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }

    private Duration withToken(KubeSession session) {
        IdentitySpec somebody = IdentitySpec.named("bench-" + count.incrementAndGet());
        long begin = System.nanoTime();
        requireOk(session.identity(somebody).get("/healthz"));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void requireOk(KubeResponse response) {
        if (!response.body().equals("ok")) {
            throw new IllegalStateException(response.toString());
        }
    }

    /** The same way by hand, on the same cluster. */
    private Contender byHand(KubeAccess admin) throws IOException {
        Path directory = Files.createTempDirectory(work, "tutorial-");
        String script;
        try (InputStream in = UserBenchmark.class.getResourceAsStream("tutorial.sh")) {
            script = new String(Objects.requireNonNull(in, "tutorial.sh").readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, String> environment = Map.of(
                "KUBECONFIG", admin.cluster().adminKubeconfig().toString(),
                "PORT", String.valueOf(admin.baseUrl().port()),
                "CA", admin.pemFiles().certificateAuthority().toString());
        return Contender.of(
                "openssl, the kubectl on the PATH, curl (RSA 2048)",
                List.of("bash", "openssl", "base64", "curl", "kubectl"),
                () -> {
                    List<String> words =
                            List.of("bash", "-c", script, "tutorial.sh", "reader-" + count.incrementAndGet());
                    Command commands = new Command(words, directory, environment, Duration.ofMinutes(1));
                    long begin = System.nanoTime();
                    String printed = commands.run();
                    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
                    if (!printed.endsWith("ok")) {
                        throw new IOException("the tutorial's commands did not end with ok: " + printed);
                    }
                    return taken;
                });
    }
}
