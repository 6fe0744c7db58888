package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

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

    /** For a shared cluster to which this JVM began to attach at this {@link System#nanoTime()}. */
    public String attached(long begin, Instant since, Duration idle, String end) {
        return "kubeuser: attached in %.2f s to Kubernetes %s (%s), %s old, at %s, administrator's kubeconfig %s; it ends %s after its last use, or now with %s"
                .formatted(
                        (System.nanoTime() - begin) / 1e9,
                        cluster.version(),
                        cluster.kind(),
                        words(Duration.between(since, Instant.now())),
                        cluster.server(),
                        cluster.adminKubeconfig(),
                        words(idle),
                        end);
    }

    /** Formats a duration as in settings, to the second. */
    private static String words(Duration duration) {
        return duration.truncatedTo(ChronoUnit.SECONDS).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** For a cluster that runs until the user runs this command. */
    public String kept(String end) {
        return "kubeuser: the cluster is kept; use it with kubectl --kubeconfig " + cluster.adminKubeconfig()
                + ", as its users with the kubeconfigs in "
                + cluster.directory().resolve("users") + ", and end it with " + end;
    }
}
