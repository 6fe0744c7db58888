package dev.kubeuser.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of cluster a test can run on. */
public enum ClusterKind {
    /**
     * The best kind that this machine offers: {@link #K3S} if a container engine answers and the image can be had,
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
     * A cluster that runs already, by a context of a kubeconfig; both have to be named by settings. It is taken as it is,
     * and what tests create there is removed.
     */
    EXISTING;

    /**
     * Reads a kind as it is written in {@code kubeuser.cluster}.
     *
     * @param text the name of a kind, in any case
     * @return the kind
     * @throws IllegalArgumentException if there is no such kind; the message lists those there are
     */
    public static ClusterKind parse(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" is not a kind of cluster; the kinds are: " + names()));
    }

    private static String names() {
        return Arrays.stream(values()).map(ClusterKind::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
