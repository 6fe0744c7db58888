package dev.kubeuser.cluster.existing;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.internal.Status;
import io.kubernetes.client.openapi.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What earlier runs left behind in an existing cluster because they were killed: found by its labels. To be closed.
 */
final class Leftovers implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ExistingConnection connection;

    private Leftovers(ExistingConnection connection) {
        this.connection = connection;
    }

    /**
     * Connects to an existing cluster.
     *
     * @param cluster which
     * @return what is there
     * @throws ClusterException if the cluster cannot be reached
     * @throws IllegalArgumentException if the options name no cluster
     */
    static Leftovers in(ExistingOptions cluster) {
        return new Leftovers(ExistingConnection.open(cluster, TIMEOUT));
    }

    private LabelledObjects objects() {
        return new LabelledObjects(connection.admin().client());
    }

    /**
     * {@return the runs that have objects in the cluster, the oldest first, those that are not over included}
     *
     * @throws ClusterException if the cluster refuses to tell
     */
    List<LeftRun> runs() {
        try {
            Map<String, List<LabelledObject>> byRun = objects().all(Run.RUN_LABEL).stream()
                    .collect(Collectors.groupingBy(LabelledObject::run, TreeMap::new, Collectors.toList()));
            return byRun.values().stream().map(LeftRun::of).toList();
        } catch (ApiException refusal) {
            throw new ClusterException(
                    "The objects with the label " + Run.RUN_LABEL + " could not be listed: " + Status.describe(refusal),
                    refusal);
        }
    }

    /**
     * Removes what a run created.
     *
     * @param run which
     * @throws ClusterException if the cluster refuses
     */
    void remove(LeftRun run) {
        try {
            objects().remove(run.found());
        } catch (ApiException refusal) {
            throw new ClusterException(
                    "The objects of the run " + run.id() + " could not be removed: " + Status.describe(refusal),
                    refusal);
        }
    }

    /** Disconnects; the cluster stays as it is. */
    @Override
    public void close() {
        connection.admin().close();
        ClusterDirectory.remove(connection.directory());
    }
}
