package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.run.KubeSession;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** kubeuser's way from the claims of somebody to the first {@code ok} from {@code /healthz} with a token. */
final class TokenUser implements Contender {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final KubeSession session;

    TokenUser(KubeSession session) {
        this.session = session;
    }

    @Override
    public String name() {
        return "a token of an issuer, RS256";
    }

    @Override
    public Duration once() {
        IdentitySpec somebody = IdentitySpec.named("bench-" + COUNT.incrementAndGet());
        long begin = System.nanoTime();
        KubeAccess access = session.identity(somebody);
        CertificateUser.requireOk(access.get("/healthz"));
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
