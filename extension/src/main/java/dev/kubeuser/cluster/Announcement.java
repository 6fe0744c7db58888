package dev.kubeuser.cluster;

/** The lines that tell a user where a cluster is, the same for every kind. */
record Announcement(Cluster cluster) {

    /** For a cluster whose start began at that {@link System#nanoTime()}. */
    String ready(long begin) {
        return "kubeuser: Kubernetes %s (%s) ready in %.2f s at %s, administrator's kubeconfig %s"
                .formatted(
                        cluster.version(),
                        cluster.kind(),
                        (System.nanoTime() - begin) / 1e9,
                        cluster.server(),
                        cluster.adminKubeconfig());
    }

    /** For a cluster that goes on running until somebody gives that command. */
    String kept(String end) {
        return "kubeuser: the cluster is kept; reach it by kubectl --kubeconfig " + cluster.adminKubeconfig()
                + ", as its users by the kubeconfigs in "
                + cluster.directory().resolve("users") + ", and end it by " + end;
    }
}
