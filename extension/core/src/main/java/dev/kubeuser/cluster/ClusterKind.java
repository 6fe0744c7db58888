// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import java.util.Arrays;
import java.util.Locale;
import org.apiguardian.api.API;

/** The kinds of cluster that a test can run on. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum ClusterKind {
    /**
     * The best kind that this machine offers: {@link #K3S} if a container engine answers and k3s starts there,
     * {@link #EMBEDDED} otherwise. One line of output reports which and why.
     */
    AUTO,

    /**
     * k3s in a container, started by Testcontainers: an unprivileged server without a node. It refuses anonymous
     * requests unless they are enabled.
     *
     * @see <a href="https://java.testcontainers.org/modules/k3s/">K3s module of Testcontainers</a>
     */
    K3S,

    /**
     * A real kube-apiserver with etcd and the controllers that access needs, in one local process: no Docker, no root,
     * no nodes. It ends with the JVM that started it, unless JVMs share it.
     */
    EMBEDDED,

    /**
     * A cluster that already runs, named by a kubeconfig and one of its contexts. The library leaves its configuration
     * alone and removes what tests create.
     */
    EXISTING,

    /**
     * A kind from another {@link ClusterProvider}. Only a cluster has it: what chooses such a kind is the
     * {@linkplain ClusterProvider#name() name of its provider}.
     */
    OTHER;

    /**
     * {@return the kind with a provider's name, or {@link #OTHER} if this library has no such provider}
     *
     * @param provider the name, as in {@code kubeuser.cluster}
     */
    @API(status = API.Status.INTERNAL)
    public static ClusterKind of(String provider) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(provider))
                .findFirst()
                .orElse(OTHER);
    }

    /**
     * {@return the name that chooses this kind, as in {@code kubeuser.cluster}}
     *
     * @throws IllegalArgumentException if this is {@link #OTHER}
     */
    @API(status = API.Status.INTERNAL)
    public String provider() {
        if (this == OTHER) {
            throw new IllegalArgumentException("ClusterKind.OTHER does not say which provider: name it, by"
                    + " @KubeCluster(provider = \"...\"), kubeuser.cluster or ClusterSpec.withProvider");
        }
        return toString();
    }

    /** {@return the name of the constant, in lower case} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
