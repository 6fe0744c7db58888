// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.existing;

import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * Removes what killed runs left behind in an existing cluster, found by label, as {@code kubeuser cleanup --context} of
 * the command line does. Leaves alone the runs that are still going on. A run of another machine is considered finished
 * one hour after it began. Runs that are named are removed whether over or not.
 *
 * <p>An object is removed only if all marks of its run are on it since its creation. A Namespace that holds what the
 * run did not create stays, and so does a CustomResourceDefinition that others use. {@link #preview} removes nothing
 * and names each object that would go.
 *
 * <p>Stateless and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Cleanup {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** A run on another machine is considered finished after this time, because its process cannot be checked. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private Cleanup() {}

    /**
     * Lists what {@link #remove} would do, and changes nothing.
     *
     * @param cluster the cluster
     * @param runs the identifiers of runs, whether over or not; none for all runs that are over
     * @return a line for each object that carries the label of a run, or one that says that there are none
     * @throws ClusterException if the cluster cannot be reached or refuses
     * @throws IllegalArgumentException if a named run left nothing
     */
    public static List<String> preview(ExistingOptions cluster, Collection<String> runs) {
        return run(cluster, runs, true);
    }

    /**
     * Removes what killed runs left. What the server refuses to remove stays, and its line gives the reason.
     *
     * @param cluster the cluster
     * @param runs the identifiers of runs, whether over or not; none for all runs that are over
     * @return a line for each object that carries the label of a run, or one that says that there are none
     * @throws ClusterException if the cluster cannot be reached or refuses to list
     * @throws IllegalArgumentException if a named run left nothing
     */
    public static List<String> remove(ExistingOptions cluster, Collection<String> runs) {
        return run(cluster, runs, false);
    }

    private static List<String> run(ExistingOptions cluster, Collection<String> named, boolean isDry) {
        try (ExistingCluster connected =
                ExistingCluster.connect(cluster, LaunchOptions.defaults().withStartTimeout(TIMEOUT))) {
            Leftovers leftovers = connected.leftovers();
            List<Leftover> labelled = leftovers.all(Run.RUN_LABEL);
            requireRuns(named, labelled);
            List<Leftover> judged = labelled.stream()
                    .map(object -> whyNotOver(object, named).map(object::kept).orElseGet(() -> leftovers.judge(object)))
                    .toList();
            List<String> lines = (isDry ? judged : leftovers.remove(judged))
                    .stream()
                            .map(leftover -> leftover.line(isDry ? "would remove" : "removed"))
                            .toList();
            return lines.isEmpty() ? List.of("no run left anything") : lines;
        }
    }

    private static void requireRuns(Collection<String> named, List<Leftover> labelled) {
        Set<String> runs = labelled.stream().map(Leftover::run).collect(Collectors.toCollection(TreeSet::new));
        for (String id : named) {
            if (!runs.contains(id)) {
                throw new IllegalArgumentException("the run " + id + " left nothing; runs with objects: " + runs);
            }
        }
    }

    private static Optional<String> whyNotOver(Leftover object, Collection<String> named) {
        if (!named.isEmpty()) {
            return named.contains(object.run()) ? Optional.empty() : Optional.of("its run was not named");
        }
        Optional<ProcessMark> process = object.process();
        if (process.isPresent() && process.get().isOfThisMachine()) {
            return process.get().isAlive() ? Optional.of("its run goes on") : Optional.empty();
        }
        Instant latest = Instant.now().minus(LONGEST);
        return Run.beginOf(object.run()).filter(latest::isBefore).isPresent()
                ? Optional.of("its run began on another machine less than an hour ago")
                : Optional.empty();
    }
}
