// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import java.util.Arrays;
import java.util.Locale;

/** A kind of cluster that tests run on. {@link RunsOnce} classes run only on the first kind. */
public enum Kind {
    /** A control plane in one local process. */
    EMBEDDED,

    /** k3s in a container. */
    K3S,

    /** A cluster that kubeuser did not start, reached by a kubeconfig. */
    EXISTING;

    /** Returns its value of {@code kubeuser.cluster}. */
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
