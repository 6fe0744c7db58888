package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.kinds.K3sImageUnderTest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of a kind, from nothing until it is ready or until its first user got {@code ok}.
 *
 * @param kind embedded or k3s
 * @param toFirstOk whether a user belongs to it
 */
record KindStart(ClusterKind kind, boolean toFirstOk) implements Contender {

    @Override
    public String name() {
        if (kind != ClusterKind.K3S) {
            return kind.toString();
        }
        return K3sImageUnderTest.isStandIn() ? "k3s in a container, a stand-in image" : "k3s in a container";
    }

    @Override
    public Optional<String> obstacle() {
        return kind == ClusterKind.K3S ? K3sImageUnderTest.obstacle() : Optional.empty();
    }

    @Override
    public Duration once() {
        @Nullable String image = kind == ClusterKind.K3S ? K3sImageUnderTest.provideQuick() : null;
        long begin = System.nanoTime();
        try (RunningCluster ready = EmbeddedStart.start(kind, image)) {
            if (toFirstOk) {
                new CertificateUser(ready, KeyAlgorithm.ECDSA_P256).once();
            }
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }
}
