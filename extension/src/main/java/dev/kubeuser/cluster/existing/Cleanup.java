package dev.kubeuser.cluster.existing;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ExistingOptions;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Removes, by label, what killed runs left behind in an existing cluster. The system properties
 * {@code kubeuser.kubeconfig} and {@code kubeuser.context} name the cluster, as for tests. Leaves alone the runs that
 * are still going on. A run of another machine counts as finished one hour after it began. Runs that the arguments name
 * are removed in any case.
 *
 * <pre>{@code java -cp ... -Dkubeuser.kubeconfig=FILE -Dkubeuser.context=NAME dev.kubeuser.cluster.existing.Cleanup [RUN...]}</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Cleanup {

    private final PrintStream out;

    private Cleanup(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the command; ends with exit code 1 and one sentence if it fails.
     *
     * @param arguments the identifiers of runs to remove, whether over or not; none for all runs that are over
     */
    public static void main(String... arguments) {
        try {
            ExistingOptions cluster = ExistingOptions.of(
                    System.getProperty("kubeuser.kubeconfig"), System.getProperty("kubeuser.context"));
            new Cleanup(System.out).run(cluster, Arrays.asList(arguments));
        } catch (ClusterException | IllegalArgumentException failure) {
            System.err.println("kubeuser: " + failure.getMessage());
            System.exit(1);
        }
    }

    private void run(ExistingOptions cluster, List<String> named) {
        try (Leftovers leftovers = Leftovers.in(cluster)) {
            List<Leftovers.LeftRun> runs = leftovers.runs();
            requireAll(named, runs);
            if (runs.isEmpty()) {
                out.println("kubeuser: no run left anything");
            }
            runs.forEach(run -> handle(leftovers, run, named));
        }
    }

    private static void requireAll(List<String> named, List<Leftovers.LeftRun> runs) {
        List<String> there = runs.stream().map(Leftovers.LeftRun::id).toList();
        for (String id : named) {
            if (!there.contains(id)) {
                throw new IllegalArgumentException("the run " + id + " left nothing; runs with objects: " + there);
            }
        }
    }

    private void handle(Leftovers leftovers, Leftovers.LeftRun run, List<String> named) {
        boolean wanted = named.isEmpty() ? run.isOver() : named.contains(run.id());
        if (!wanted) {
            out.println("kubeuser: " + run + " is left alone, with " + run.objects());
            return;
        }
        leftovers.remove(run);
        out.println("kubeuser: " + run + " is removed, with " + run.objects());
    }
}
