package dev.kubeuser.cluster;

import java.util.Arrays;
import java.util.Locale;
import org.apiguardian.api.API;

/** The kinds of cluster that a test can run on. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ClusterKind {
    /**
     * The best kind that this machine offers: {@link #K3S} if a container engine answers and k3s starts there,
     * {@link #EMBEDDED} otherwise. One line says which it is and why.
     */
    AUTO,

    /**
     * k3s in a container, by Testcontainers: a server without a node, unprivileged. Anonymous requests are refused unless
     * asked for.
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
     * A cluster that somebody else runs, named by a kubeconfig and one of its contexts. Its configuration stays as it is,
     * and what tests create there is removed.
     */
    EXISTING,

    /** A kind of another {@link ClusterProvider}, chosen by its name with {@code kubeuser.cluster}. */
    OTHER;

    /**
     * {@return the kind that a provider's name stands for, {@link #OTHER} for one that this library does not have}
     *
     * @param provider the name, as in {@code kubeuser.cluster}
     */
    public static ClusterKind of(String provider) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(provider))
                .findFirst()
                .orElse(OTHER);
    }

    /** {@return the name that chooses this kind, in lower case} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
