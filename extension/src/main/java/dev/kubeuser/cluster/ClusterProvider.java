package dev.kubeuser.cluster;

import org.apiguardian.api.API;

/**
 * Offers one kind of cluster. Implement it to run tests on a kind that this library does not have: list the class in
 * {@code META-INF/services/dev.kubeuser.cluster.ClusterProvider}, and choose it by its name with
 * {@code kubeuser.cluster=NAME} or {@link ClusterSpec#withProvider(String)}.
 *
 * @see java.util.ServiceLoader
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ClusterProvider {

    /**
     * {@return the name that chooses this kind, in lower case, for example {@code k3s}}
     */
    String name();

    /**
     * {@return how early {@link ClusterKind#AUTO} considers this kind: 100 for k3s, 50 for embedded; 0 for never}
     */
    default int preference() {
        return 0;
    }

    /**
     * Checks what is asked of a cluster, before anything starts.
     *
     * @param spec what is asked
     * @throws IllegalArgumentException if this kind cannot be asked for that
     */
    default void check(ClusterSpec spec) {}

    /**
     * Finds out within seconds whether this machine offers this kind. Starts nothing, and throws nothing.
     *
     * @param spec what is asked of the cluster
     * @return yes or no, and why
     */
    Availability availability(ClusterSpec spec);

    /**
     * Starts a cluster, or finds the one that is meant, and waits until it is ready.
     *
     * @param spec what is asked of the cluster
     * @return the cluster; the caller closes it
     * @throws ClusterException if it does not become ready within {@link LaunchOptions#startTimeout()}, or fails; nothing
     *     is left behind then
     */
    RunningCluster start(ClusterSpec spec);

    /**
     * Whether a kind can be had here.
     *
     * @param isAvailable whether it can
     * @param reason why, or why not, as the end of a sentence: {@code no container engine answers}
     */
    record Availability(boolean isAvailable, String reason) {

        /**
         * {@return that the kind can be had}
         *
         * @param reason why
         */
        public static Availability yes(String reason) {
            return new Availability(true, reason);
        }

        /**
         * {@return that the kind cannot be had}
         *
         * @param reason why not
         */
        public static Availability no(String reason) {
            return new Availability(false, reason);
        }
    }
}
