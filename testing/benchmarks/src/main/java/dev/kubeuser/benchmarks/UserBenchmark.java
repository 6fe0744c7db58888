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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One more user on a cluster that runs already: from the key, or from the claims of a token, to the first {@code ok}.
 *
 * @param count of the users so far, since each has another name
 */
record UserBenchmark(int runs, Path work, AtomicInteger count) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final String AUTHENTICATION = "classpath:dev/kubeuser/benchmarks/authentication.yaml";

    List<Row> rows(String what) throws Exception {
        try (KubeSession session = Embedded.session()
                .cluster(spec -> spec.withAuthentication(AUTHENTICATION))
                .start()) {
            Contender byHand = byHand(session.admin());
            List<Row> rows = new ArrayList<>();
            for (KeyAlgorithm key : KeyAlgorithm.values()) {
                Contender user = Contender.of(key.name(), () -> withCertificate(session.cluster(), key));
                Target target = key == KeyAlgorithm.ECDSA_P256 ? Target.ratio(0.1) : Target.NONE;
                rows.add(Row.compare(what + ", " + key, runs, user, byHand, target));
            }
            Samples ofToken = Samples.of(runs, "s", 3, () -> withToken(session));
            rows.add(Row.alone(what + ", a token of an issuer, RS256", ofToken, new Target(0.03, "s")));
            return rows;
        }
    }

    private double withCertificate(Cluster cluster, KeyAlgorithm key) {
        UserSpec user =
                UserSpec.named("bench-" + count.incrementAndGet()).withKey(key).withExpiration(LIFETIME);
        long begin = System.nanoTime();
        try (CertificateFlow flow = new CertificateFlow(cluster, user, PATIENCE);
                KubeAccess access = KubeAccess.connect(cluster, flow.generate().run())) {
            requireOk(access.get("/healthz"));
            return Samples.secondsSince(begin);
        }
    }

    private double withToken(KubeSession session) {
        IdentitySpec somebody = IdentitySpec.named("bench-" + count.incrementAndGet());
        return Cost.of(() -> requireOk(session.identity(somebody).get("/healthz")))
                .wall();
    }

    private static void requireOk(KubeResponse response) {
        if (!response.body().equals("ok")) {
            throw new IllegalStateException(response.toString());
        }
    }

    /** The same way by hand, on the same cluster. */
    private Contender byHand(KubeAccess admin) throws IOException {
        Path directory = Files.createTempDirectory(work, "tutorial-");
        String script = work.resolveSibling("tutorial.sh").toAbsolutePath().toString();
        Map<String, String> environment = Map.of(
                "KUBECONFIG", admin.cluster().adminKubeconfig().toString(),
                "PORT", String.valueOf(admin.baseUrl().port()),
                "CA", admin.pemFiles().certificateAuthority().toString());
        return Contender.of(
                "openssl, the kubectl on the PATH, curl (RSA 2048)",
                List.of("bash", "openssl", "base64", "curl", "kubectl"),
                () -> {
                    List<String> words = List.of("bash", script, "reader-" + count.incrementAndGet());
                    Command commands = new Command(words, directory, environment, Duration.ofMinutes(1));
                    long begin = System.nanoTime();
                    String printed = commands.run();
                    double taken = Samples.secondsSince(begin);
                    if (!printed.endsWith("ok")) {
                        throw new IOException("the tutorial's commands did not end with ok: " + printed);
                    }
                    return taken;
                });
    }
}
