package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.Cluster;

/** The lines that tell a user where a cluster is, the same for every kind. */
public record Announcement(Cluster cluster) {

    /** For a cluster whose start began at this {@link System#nanoTime()}. */
    public String ready(long begin) {
        return "kubeuser: Kubernetes %s (%s) ready in %.2f s at %s, administrator's kubeconfig %s"
                .formatted(
                        cluster.version(),
                        cluster.kind(),
                        (System.nanoTime() - begin) / 1e9,
                        cluster.server(),
                        cluster.adminKubeconfig());
    }

    /** For a cluster that runs until the user runs this command. */
    public String kept(String end) {
        return "kubeuser: the cluster is kept; use it with kubectl --kubeconfig " + cluster.adminKubeconfig()
                + ", as its users with the kubeconfigs in "
                + cluster.directory().resolve("users") + ", and end it with " + end;
    }
}
