package dev.kubeuser.cluster.existing;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.CreatedObjects;
import dev.kubeuser.cluster.internal.Run;
import io.kubernetes.client.openapi.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The objects of runs in an existing cluster, found by label. Those of a killed run stay until removed. Each object is
 * judged by itself, because whoever may patch it may have written its labels.
 *
 * @param objects finds and removes objects
 */
record Leftovers(LabelledObjects objects) {

    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

    private static final String UNKNOWN = "what is in it cannot be found out: ";

    /** A message names no more. */
    private static final int MOST_NAMES = 3;

    /**
     * An object with the label of a run.
     *
     * @param object the object
     * @param obstacle why it stays; empty if it goes
     */
    record Leftover(LabelledObject object, Optional<String> obstacle) {

        @Override
        public String toString() {
            return object + obstacle.map(reason -> ": " + reason).orElse("");
        }
    }

    /**
     * Removes what dead runs of this machine left, among the kinds that policies contain. Neither a refusal, as for an
     * administrator with few rights, nor a forged label keeps a run from starting.
     */
    void removeThoseOfThisMachine() {
        List<LabelledObject> dead = objects.ofPolicies(Run.RUN_LABEL).stream()
                .filter(object -> whyNotKilledHere(object).isEmpty())
                .toList();
        Set<String> runs = dead.stream()
                .filter(object -> object.doubt().isEmpty())
                .map(LabelledObject::run)
                .collect(Collectors.toCollection(TreeSet::new));
        warn(dead.stream()
                .filter(object -> !runs.contains(object.run()))
                .map(object -> new Leftover(object, object.doubt()))
                .toList());
        runs.forEach(this::removeKilledHere);
    }

    private void removeKilledHere(String run) {
        try {
            tell(remove(judge(objects.all(Run.RUN_LABEL + "=" + run), Leftovers::whyNotKilledHere)));
        } catch (ApiException refusal) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: what a killed run left stays: "
                            + notListed(Run.RUN_LABEL + "=" + run, refusal).getMessage());
        }
    }

    private static Optional<String> whyNotKilledHere(LabelledObject object) {
        return object.process()
                        .filter(process -> process.isOfThisMachine() && !process.isAlive())
                        .isPresent()
                ? Optional.empty()
                : Optional.of("its process is not one of this machine that has ended");
    }

    /**
     * Removes everything that a run of this JVM created, when the JVM ends before its tests.
     *
     * @param created what it knows to be its own, with all that is in it; the rest is judged as that of a killed run
     */
    void sweep(Run run, CreatedObjects created) {
        String own = run.process().toString();
        try {
            Map<Boolean, List<LabelledObject>> found = objects.all(run.selector()).stream()
                    .collect(Collectors.partitioningBy(object -> created.has(object.uid())));
            List<Leftover> all = new ArrayList<>(judge(
                    found.getOrDefault(false, List.of()),
                    object -> object.annotation(Run.PROCESS_ANNOTATION).equals(own)
                            ? Optional.empty()
                            : Optional.of("it has the label of this run, but not its process")));
            found.getOrDefault(true, List.of()).forEach(object -> all.add(new Leftover(object, Optional.empty())));
            tell(remove(all));
        } catch (ApiException refusal) {
            throw notListed(run.selector(), refusal);
        }
    }

    /**
     * Removes the signing requests of a run that are left.
     *
     * @return why one of them stays; empty if none does
     */
    Optional<String> removeSigningRequests(Run run) throws ApiException {
        List<Leftover> judged = judge(objects.signingRequests(run.selector()), object -> Optional.empty());
        warn(kept(judged));
        return kept(remove(judged.stream()
                        .filter(leftover -> leftover.obstacle().isEmpty())
                        .toList()))
                .stream()
                .map(Leftover::toString)
                .findFirst();
    }

    /** All runs with objects in the cluster, including those that are not over, oldest first. */
    Map<String, List<LabelledObject>> runs() {
        try {
            return objects.all(Run.RUN_LABEL).stream()
                    .collect(Collectors.groupingBy(LabelledObject::run, TreeMap::new, Collectors.toList()));
        } catch (ApiException refusal) {
            throw notListed(Run.RUN_LABEL, refusal);
        }
    }

    private static ClusterException notListed(String selector, ApiException refusal) {
        return new ClusterException(
                "The objects with the label " + selector + " could not be listed: " + Status.describe(refusal),
                refusal);
    }

    /**
     * Finds out which objects can go. Looks into namespaces and definitions that no other obstacle keeps, and into no
     * others.
     *
     * @param first what keeps an object whatever it is and holds, such as that its run goes on
     */
    List<Leftover> judge(List<LabelledObject> found, Function<LabelledObject, Optional<String>> first) {
        return found.stream()
                .map(object -> new Leftover(
                        object, first.apply(object).or(object::doubt).or(() -> foreignContent(object))))
                .toList();
    }

    private Optional<String> foreignContent(LabelledObject holder) {
        try {
            List<LabelledObject> foreign = objects.foreignIn(holder);
            return foreign.isEmpty() ? Optional.empty() : Optional.of(holds(foreign));
        } catch (ApiException refusal) {
            return Optional.of(UNKNOWN + Status.describe(refusal));
        } catch (ClusterException unknown) {
            return Optional.of(UNKNOWN + unknown.getMessage());
        }
    }

    private static String holds(List<LabelledObject> foreign) {
        String names =
                foreign.stream().limit(MOST_NAMES).map(LabelledObject::toString).collect(Collectors.joining(", "));
        return "it holds " + names + (foreign.size() > MOST_NAMES ? " and more" : "")
                + ", which the run did not create";
    }

    /**
     * Removes those that no obstacle keeps: aggregating ClusterRoles first, because their controller would recreate one
     * while removing the rules of a part, and namespaces last.
     *
     * @return the same, with what kept some from being removed
     */
    List<Leftover> remove(List<Leftover> leftovers) {
        List<Leftover> ordered = new ArrayList<>(leftovers);
        ordered.sort(
                Comparator.comparing((Leftover leftover) -> leftover.object().isNamespace())
                        .thenComparing(leftover -> leftover.object().isDefinition())
                        .thenComparing(leftover -> !leftover.object().isAggregating()));
        return ordered.stream()
                .map(leftover -> leftover.obstacle().isPresent()
                        ? leftover
                        : new Leftover(leftover.object(), objects.remove(leftover.object())))
                .toList();
    }

    private static List<Leftover> kept(List<Leftover> leftovers) {
        return leftovers.stream()
                .filter(leftover -> leftover.obstacle().isPresent())
                .toList();
    }

    private static void tell(List<Leftover> done) {
        List<Leftover> gone =
                done.stream().filter(each -> each.obstacle().isEmpty()).toList();
        if (!gone.isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "kubeuser: removed what the run " + gone.get(0).object().run() + " left in the cluster:"
                            + lines(gone));
        }
        warn(kept(done));
    }

    private static void warn(List<Leftover> kept) {
        if (!kept.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: left in the cluster what carries the label of an ended run; remove what nobody needs:"
                            + lines(kept));
        }
    }

    private static String lines(List<Leftover> leftovers) {
        return leftovers.stream()
                .map(leftover -> "\n  " + Printable.text(leftover.toString()))
                .collect(Collectors.joining());
    }
}
