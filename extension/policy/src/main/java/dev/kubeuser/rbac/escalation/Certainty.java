// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import java.util.Locale;
import org.apiguardian.api.API;

/** How little a step of an escalation needs in addition to permissions. The most certain comes first. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Certainty {
    /** The permissions are enough, on every cluster that runs the controllers of Kubernetes. */
    CERTAIN,
    /**
     * The step also needs something that most clusters have, such as a pod that runs as the ServiceAccount, or a
     * control plane in static pods.
     */
    LIKELY,
    /**
     * The step also needs something that only some clusters have or another user does, such as a pod that runs as a
     * controller of Kubernetes. Roles and bindings do not show it.
     */
    DEPENDS;

    /** Whether a search with this certainty includes steps of the other. */
    @API(status = API.Status.INTERNAL)
    public boolean includes(Certainty other) {
        return other.compareTo(this) <= 0;
    }

    /** The less certain of two. */
    @API(status = API.Status.INTERNAL)
    public Certainty or(Certainty other) {
        return includes(other) ? this : other;
    }

    /** The form used in messages, for example {@code likely}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
