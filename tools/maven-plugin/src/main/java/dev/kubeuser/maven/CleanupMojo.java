package dev.kubeuser.maven;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Ends the clusters that <code>kubeuser.reuse</code> keeps for other JVMs, also those that are in use, and removes what
 * killed JVMs left.
 */
@Mojo(name = "cleanup", requiresProject = false, aggregator = true, threadSafe = true)
public class CleanupMojo extends AbstractMojo {

    /** The kinds of clusters to end. With <code>k3s</code>, containers of all users of the engine are removed. */
    @Parameter(defaultValue = "embedded")
    List<String> kinds = List.of();

    /** Where JVMs find reused clusters, if they are told so. */
    @Parameter(property = "kubeuser.cache-directory")
    @Nullable
    String cacheDirectory;

    @Override
    public void execute() throws MojoExecutionException {
        try {
            Path cache = new Settings(
                            key -> Optional.ofNullable(cacheDirectory)
                                    .filter(given -> key.equals(Setting.CACHE_DIRECTORY.key())),
                            ConfigurationException::new)
                    .cacheDirectory();
            ClusterLauncher launcher = new ClusterLauncher();
            List<String> done = new ArrayList<>();
            kinds.forEach(kind -> done.addAll(launcher.endReused(kind, cache)));
            done.forEach(what -> getLog().info("kubeuser: " + what));
            if (done.isEmpty()) {
                getLog().info("kubeuser: no reused cluster runs, and nothing is left of one");
            }
        } catch (ClusterException | ConfigurationException | IllegalArgumentException failure) {
            throw new MojoExecutionException(failure.getMessage(), failure);
        }
    }
}
