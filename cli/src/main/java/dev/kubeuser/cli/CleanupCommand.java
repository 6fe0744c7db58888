package dev.kubeuser.cli;

import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends reused clusters, and removes what killed JVMs left. */
@Command(
        name = "cleanup",
        description =
                "Ends the clusters that kubeuser.reuse keeps for other JVMs, also those that are in use, and removes"
                        + " what killed JVMs left.")
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
    Path cacheDirectory;

    @Override
    public Integer call() {
        Path cache = new Settings(
                        key -> Optional.ofNullable(cacheDirectory)
                                .filter(given -> key.equals(Setting.CACHE_DIRECTORY.key()))
                                .map(Path::toString),
                        ConfigurationException::new)
                .cacheDirectory();
        ClusterLauncher launcher = new ClusterLauncher();
        List<String> done = kinds.stream()
                .flatMap(kind -> launcher.endReused(kind, cache).stream())
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        done.forEach(out::println);
        if (done.isEmpty()) {
            out.println("no reused cluster runs, and nothing is left of one");
        }
        return KubeUserCommand.OK;
    }
}
