package dev.kubeuser.cli;

import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.existing.Cleanup;
import dev.kubeuser.tool.ReusedClusters;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends reused clusters, or cleans up an existing one: removes what killed JVMs left. */
@Command(
        name = "cleanup",
        description =
                "Ends the clusters that kubeuser.reuse keeps for other JVMs, also those that are in use, and removes"
                        + " what killed JVMs left. With --context, removes what killed runs left in an existing cluster.")
final class CleanupCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            split = ",",
            defaultValue = "embedded",
            description =
                    "The kinds of clusters to end, embedded by default; k3s removes the containers of all users of"
                            + " the container engine.")
    List<String> kinds = new ArrayList<>();

    @Option(
            names = "--cache-directory",
            paramLabel = "DIRECTORY",
            description = "Where JVMs find reused clusters, if they are told so by kubeuser.cache-directory.")
    @Nullable
    String cacheDirectory;

    @Option(
            names = "--context",
            paramLabel = "CONTEXT",
            description = "The context of an existing cluster, to remove what killed runs left in it.")
    @Nullable
    String context;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILES",
            description = "The kubeconfig with the context; $KUBECONFIG by default.")
    @Nullable
    String kubeconfig;

    @Option(
            names = "--dry-run",
            description = "Names what would be removed from the existing cluster, and removes nothing.")
    boolean isDry;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..*",
            description =
                    "Runs to remove from the existing cluster, whether over or not; by default all that are over.")
    List<String> runs = new ArrayList<>();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        (context == null ? endReused() : cleanUpExisting(context)).forEach(out::println);
        return KubeUserCommand.OK;
    }

    private List<String> cleanUpExisting(String context) {
        ExistingOptions cluster = ExistingOptions.of(kubeconfig, context);
        return isDry ? Cleanup.preview(cluster, runs) : Cleanup.remove(cluster, runs);
    }

    private List<String> endReused() {
        if (isDry || kubeconfig != null || !runs.isEmpty()) {
            throw new IllegalArgumentException(
                    "--dry-run, --kubeconfig and RUN are for an existing cluster: name its context by --context");
        }
        return ReusedClusters.end(
                kinds,
                cacheDirectory == null
                        ? null
                        : DirectoryName.parse(cacheDirectory).toAbsolutePath().toString());
    }
}
