// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.existing.Cleanup;
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

/** Removes what killed runs left in an existing cluster. */
@Command(name = "cleanup", description = "Removes what killed runs left in an existing cluster.")
final class CleanupCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Option(
            names = "--context",
            paramLabel = "CONTEXT",
            required = true,
            description = "The context of the existing cluster.")
    String context = "";

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILES",
            description = "The kubeconfig with the context; $KUBECONFIG by default.")
    @Nullable
    String kubeconfig;

    @Option(names = "--dry-run", description = "Names what would be removed, and removes nothing.")
    boolean isDry;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..*",
            description = "Runs to remove, whether over or not; by default all that are over.")
    List<String> runs = new ArrayList<>();

    @Override
    public Integer call() {
        ExistingOptions cluster = ExistingOptions.of(kubeconfig, context);
        List<String> done = isDry ? Cleanup.preview(cluster, runs) : Cleanup.remove(cluster, runs);
        PrintWriter out = spec.commandLine().getOut();
        done.forEach(out::println);
        return KubeUserCommand.OK;
    }
}
