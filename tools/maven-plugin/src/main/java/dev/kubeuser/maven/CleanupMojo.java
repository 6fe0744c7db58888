package dev.kubeuser.maven;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.tool.ReusedClusters;
import java.util.List;
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
            ReusedClusters.end(kinds, cacheDirectory).forEach(what -> getLog().info("kubeuser: " + what));
        } catch (ClusterException | ConfigurationException | IllegalArgumentException failure) {
            throw new MojoExecutionException(failure.getMessage(), failure);
        }
    }
}
