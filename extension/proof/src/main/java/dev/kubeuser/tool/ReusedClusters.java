package dev.kubeuser.tool;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** The clusters that {@code kubeuser.reuse} keeps for other JVMs. Stateless and thread-safe. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ReusedClusters {

    private ReusedClusters() {}

    /**
     * Ends them, also those that are in use, and removes what killed JVMs left.
     *
     * @param kinds the kinds of clusters to end, as in {@code kubeuser.cluster}. {@code k3s} removes the containers of
     *     all users of the container engine.
     * @param cacheDirectory the directory in which JVMs find them, as in {@code kubeuser.cache-directory}; {@code null}
     *     for the default of that setting
     * @return what was done, a line each, or one that says that there was nothing to do
     * @throws IllegalArgumentException if there is no such kind, before anything ends; the message lists the kinds
     * @throws ConfigurationException if the directory is not an absolute path
     * @throws ClusterException if one cannot be ended
     */
    public static List<String> end(Collection<String> kinds, @Nullable String cacheDirectory) {
        Settings settings =
                Settings.of(cacheDirectory == null ? Map.of() : Map.of(Setting.CACHE_DIRECTORY.key(), cacheDirectory));
        List<String> done = new ClusterLauncher().endReused(kinds, settings.cacheDirectory());
        return done.isEmpty() ? List.of("no reused cluster runs, and nothing is left of one") : done;
    }
}
