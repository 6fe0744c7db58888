// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import org.apiguardian.api.API;

/**
 * Offers one kind of cluster. Implement it to run tests on a kind that this library does not have. List the class in
 * {@code META-INF/services/dev.kubeuser.cluster.ClusterProvider}, and choose it by its name with
 * {@code @KubeCluster(provider = "NAME")}, {@code kubeuser.cluster=NAME} or {@link ClusterSpec#withProvider(String)}.
 *
 * <p>An implementation must be thread-safe: clusters of several test classes may start at once.
 *
 * @see java.util.ServiceLoader
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ClusterProvider {

    /** {@return the name that chooses this kind, in lower case, for example {@code k3s}} */
    String name();

    /** {@return the preference of {@link ClusterKind#AUTO} for this kind: 100 for k3s, 50 for embedded, 0 for never} */
    default int preference() {
        return 0;
    }

    /**
     * Checks a specification before anything starts.
     *
     * @param spec the specification of the cluster
     * @throws IllegalArgumentException if this kind does not support it
     */
    default void check(ClusterSpec spec) {}

    /**
     * Finds out within seconds whether this machine offers this kind. Starts nothing, and throws nothing.
     *
     * @param spec the specification of the cluster
     * @return yes or no, and why
     */
    Availability availability(ClusterSpec spec);

    /**
     * Starts a cluster, or finds the one that the specification names, and waits until it is ready.
     *
     * @param spec the specification of the cluster
     * @return the cluster; the caller closes it
     * @throws ClusterException if it fails or is not ready within {@link LaunchOptions#startTimeout(ClusterKind)};
     *     nothing is left behind
     */
    RunningCluster start(ClusterSpec spec);

    /**
     * Whether a kind is available on this machine.
     *
     * @param isAvailable whether it is available
     * @param reason why, or why not, as the end of a sentence: {@code no container engine answers}
     */
    record Availability(boolean isAvailable, String reason) {

        /**
         * {@return that the kind is available}
         *
         * @param reason why
         */
        public static Availability yes(String reason) {
            return new Availability(true, reason);
        }

        /**
         * {@return that the kind is not available}
         *
         * @param reason why not
         */
        public static Availability no(String reason) {
            return new Availability(false, reason);
        }
    }
}
