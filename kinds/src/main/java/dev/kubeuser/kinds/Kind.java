package dev.kubeuser.kinds;

import java.util.Arrays;
import java.util.Locale;

/** A kind of cluster that tests run on. In the run on the first, {@link RunsOnce} classes run too. */
public enum Kind {
    /** A control plane in one local process. */
    EMBEDDED,

    /** k3s in a container. */
    K3S,

    /** One that somebody else started, reached by a kubeconfig. */
    EXISTING;

    /** The name that {@code kubeuser.cluster} has for it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind parse(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind of cluster is called " + name));
    }
}
