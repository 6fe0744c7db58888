package dev.kubeuser.cluster.existing;

import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.Run;
import io.kubernetes.client.openapi.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The objects of runs in an existing cluster, found by label. Those of a killed run stay until removed. */
final class Leftovers implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ExistingConnection connection;

    private Leftovers(ExistingConnection connection) {
        this.connection = connection;
    }

    /** Connects to the cluster that the options name; the caller closes the connection. */
    static Leftovers in(ExistingOptions cluster) {
        return new Leftovers(
                ExistingConnection.open(cluster, LaunchOptions.defaults().withStartTimeout(TIMEOUT)));
    }

    /**
     * Removes what dead runs of this machine left, among the kinds that policies contain. A refusal, as for an
     * administrator with few rights, does not keep a run from starting: an object that is in the way then says so
     * itself.
     */
    static void removeThoseOfThisMachine(ExistingConnection connection) {
        Leftovers leftovers = new Leftovers(connection);
        try {
            for (LeftRun run : byRun(leftovers.labelledObjects().ofPolicies(Run.RUN_LABEL))) {
                if (run.isKilledHere()) {
                    leftovers.labelledObjects().sweep(Run.RUN_LABEL + "=" + run.id());
                    LOG.log(
                            System.Logger.Level.INFO,
                            "kubeuser: removed what the killed " + run + " left in the cluster");
                }
            }
        } catch (ClusterException refused) {
            LOG.log(System.Logger.Level.WARNING, "kubeuser: what a killed run left stays: " + refused.getMessage());
        }
    }

    private static List<LeftRun> byRun(List<LabelledObject> objects) {
        Map<String, List<LabelledObject>> byRun =
                objects.stream().collect(Collectors.groupingBy(LabelledObject::run, TreeMap::new, Collectors.toList()));
        return byRun.entrySet().stream()
                .map(run -> new LeftRun(run.getKey(), run.getValue()))
                .toList();
    }

    private LabelledObjects labelledObjects() {
        return new LabelledObjects(connection.admin().requests().apiClient());
    }

    /** All runs with objects in the cluster, including those that are not over, oldest first. */
    List<LeftRun> runs() {
        try {
            return byRun(labelledObjects().all(Run.RUN_LABEL));
        } catch (ApiException refusal) {
            throw new ClusterException(
                    "The objects with the label " + Run.RUN_LABEL + " could not be listed: " + Status.describe(refusal),
                    refusal);
        }
    }

    /** Removes what a run created. */
    void remove(LeftRun run) {
        try {
            labelledObjects().remove(run.objects());
        } catch (ApiException refusal) {
            throw new ClusterException(
                    "The objects of the run " + run.id() + " could not be removed: " + Status.describe(refusal),
                    refusal);
        }
    }

    /** Disconnects; the cluster stays as it is. */
    @Override
    public void close() {
        connection.close();
    }

    /**
     * A run with objects in the cluster.
     *
     * @param id the value of the label {@code kubeuser.dev/run}
     * @param objects the objects that the run created
     */
    record LeftRun(String id, List<LabelledObject> objects) {

        /** A run on another machine counts as over after this time, because its process cannot be checked. */
        private static final Duration LONGEST = Duration.ofHours(1);

        /** Whether its process ran on this machine and is gone. */
        boolean isKilledHere() {
            return objects.stream()
                    .flatMap(object -> object.process().stream())
                    .findFirst()
                    .filter(process -> process.isOfThisMachine() && !process.isAlive())
                    .isPresent();
        }

        /** Whether its process is gone, or began over an hour ago on another machine. */
        boolean isOver() {
            Optional<ProcessMark> process = objects.stream()
                    .flatMap(object -> object.process().stream())
                    .findFirst();
            if (process.isPresent() && process.get().isOfThisMachine()) {
                return !process.get().isAlive();
            }
            return Run.beginOf(id).isBefore(Instant.now().minus(LONGEST));
        }

        @Override
        public String toString() {
            return "run " + id;
        }
    }
}
