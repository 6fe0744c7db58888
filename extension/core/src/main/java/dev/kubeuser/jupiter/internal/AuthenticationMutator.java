package dev.kubeuser.jupiter.internal;

import dev.kubeuser.cluster.ClusterSpec;

/** Changes how a cluster authenticates before it starts. A trial of mutants puts one into the session's store. */
@FunctionalInterface
public interface AuthenticationMutator {

    /** Returns the specification of the cluster to start instead. */
    ClusterSpec mutate(ClusterSpec spec);
}
