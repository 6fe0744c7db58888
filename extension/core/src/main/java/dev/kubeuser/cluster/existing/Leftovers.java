package dev.kubeuser.cluster.existing;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.Run;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The objects of runs in an existing cluster, found by label. Those of a killed run stay until removed. Each object is
 * judged by itself, because whoever may patch it may have written its labels.
 *
 * @param objects finds and removes objects
 */
record Leftovers(LabelledObjects objects) {

    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

    /** A message names no more. */
    private static final int MOST_NAMES = 3;

    /** Their controller would recreate an aggregating ClusterRole while it removes the rules of a part. */
    private static final Comparator<Leftover> NAMESPACES_LAST = Comparator.comparing(
                    (Leftover leftover) -> leftover.object().isNamespace())
            .thenComparing(leftover -> leftover.object().isDefinition())
            .thenComparing(leftover -> !leftover.object().isAggregating());

    /**
     * An object with the label of a run.
     *
     * @param object the object
     * @param obstacle why it stays; empty if it goes
     */
    record Leftover(LabelledObject object, Optional<String> obstacle) {

        boolean stays() {
            return obstacle.isPresent();
        }

        /** @param removed what is done with it unless it stays */
        String line(String removed) {
            return (stays() ? "left " : removed + " ") + line();
        }

        String line() {
            return Printable.text(object + " of the run " + object.run()
                    + obstacle.map(reason -> ": " + reason).orElse(""));
        }
    }

    /**
     * Removes what dead runs of this machine left, if any left an object of a kind that policies contain. Neither a
     * refusal, as for an administrator with few rights, nor a forged label keeps a run from starting.
     */
    void removeThoseOfThisMachine() {
        if (objects.ofPolicies(Run.RUN_LABEL).stream().noneMatch(Leftovers::isOfKilledRun)) {
            return;
        }
        try {
            tell(remove(objects.all(Run.RUN_LABEL).stream()
                    .filter(Leftovers::isOfKilledRun)
                    .map(this::judge)
                    .toList()));
        } catch (ClusterException refusal) {
            LOG.log(System.Logger.Level.WARNING, "kubeuser: what a killed run left stays: " + refusal.getMessage());
        }
    }

    private static boolean isOfKilledRun(LabelledObject object) {
        return object.process()
                .filter(process -> process.isOfThisMachine() && !process.isAlive())
                .isPresent();
    }

    /** Removes everything that a run of this JVM created, with all that is in it, when the JVM ends before its tests. */
    void sweep(Run run, Set<String> created) {
        tell(removeOwn(objects.all(run.selector()), created));
    }

    /**
     * Removes what a run of this JVM created.
     *
     * @param created the UIDs of its objects; a label can be forged, but not that it is one of these
     * @return those that were removed, and those that were not
     */
    List<Leftover> removeOwn(List<LabelledObject> labelled, Set<String> created) {
        return remove(labelled.stream()
                .filter(object -> created.contains(object.uid()))
                .map(object -> new Leftover(object, Optional.empty()))
                .toList());
    }

    /** Finds out whether a run created an object, and everything in it. */
    Leftover judge(LabelledObject object) {
        return new Leftover(object, object.doubt().or(() -> foreignContent(object)));
    }

    private Optional<String> foreignContent(LabelledObject holder) {
        try {
            List<LabelledObject> foreign = objects.foreignIn(holder);
            return foreign.isEmpty() ? Optional.empty() : Optional.of(holds(foreign));
        } catch (ClusterException unknown) {
            return Optional.of("what is in it cannot be found out: " + unknown.getMessage());
        }
    }

    private static String holds(List<LabelledObject> foreign) {
        String names =
                foreign.stream().limit(MOST_NAMES).map(LabelledObject::toString).collect(Collectors.joining(", "));
        return "it holds " + names + (foreign.size() > MOST_NAMES ? " and more" : "")
                + ", which the run did not create";
    }

    /**
     * Removes those that no obstacle keeps.
     *
     * @return the same, with what kept some from being removed
     */
    List<Leftover> remove(List<Leftover> leftovers) {
        return leftovers.stream()
                .sorted(NAMESPACES_LAST)
                .map(leftover -> leftover.stays()
                        ? leftover
                        : new Leftover(leftover.object(), objects.remove(leftover.object())))
                .toList();
    }

    private static void tell(List<Leftover> done) {
        if (!done.isEmpty()) {
            LOG.log(
                    done.stream().anyMatch(Leftover::stays) ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                    "kubeuser: what a run left in the cluster:"
                            + done.stream()
                                    .map(leftover -> "\n  " + leftover.line("removed"))
                                    .collect(Collectors.joining()));
        }
    }
}
