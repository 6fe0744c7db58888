package dev.kubeuser.upgrade;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterSpec;

/** Where one side of a comparison comes from. */
sealed interface ComparedSide {

    /**
     * A cluster that the comparison starts.
     *
     * @param spec its specification
     */
    record Specified(ClusterSpec spec) implements ComparedSide {}

    /**
     * A cluster that others started and end.
     *
     * @param cluster the cluster
     */
    record Running(Cluster cluster) implements ComparedSide {}
}
