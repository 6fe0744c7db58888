package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.credential.UserSpec;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** kubeuser's way from a key to the first {@code ok} from {@code /healthz} over mutual TLS. */
final class CertificateUser implements Contender {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Cluster cluster;
    private final KeyAlgorithm key;

    CertificateUser(Cluster cluster, KeyAlgorithm key) {
        this.cluster = cluster;
        this.key = key;
    }

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public Duration once() {
        UserSpec user =
                UserSpec.named("bench-" + COUNT.incrementAndGet()).withKey(key).withExpiration(LIFETIME);
        long begin = System.nanoTime();
        try (CertificateFlow flow = new CertificateFlow(cluster, user, PATIENCE);
                KubeAccess access = KubeAccess.connect(cluster, flow.generate().run())) {
            requireOk(access.get("/healthz"));
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }

    static void requireOk(KubeResponse response) {
        if (!response.body().equals("ok")) {
            throw new IllegalStateException(response.toString());
        }
    }
}
