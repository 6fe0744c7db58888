package dev.kubeuser.cluster;

import dev.kubeuser.cluster.existing.KubeconfigFiles;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster is meant by {@link ClusterKind#EXISTING}. Both have to be named: the current context of a kubeconfig is
 * whatever somebody last worked with.
 *
 * @param kubeconfigs the files, merged as kubectl merges those in {@code KUBECONFIG}: what is named first counts
 * @param context the context; {@code null} if none was named
 * @see <a href="https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/">Organizing
 *     Cluster Access Using kubeconfig Files</a>
 */
public record ExistingOptions(
        List<Path> kubeconfigs, @Nullable String context) {

    /** Names no cluster, for specifications of other kinds. */
    public static final ExistingOptions NONE = new ExistingOptions(List.of(), null);

    /** Takes a copy of the list. */
    public ExistingOptions {
        kubeconfigs = List.copyOf(kubeconfigs);
    }

    /** Reports what is not named, before anything is tried. */
    void requireNamed() {
        requiredKubeconfigs();
        requiredContext();
    }

    /** The context, once it is needed. */
    public String requiredContext() {
        if (context == null || context.isBlank()) {
            throw new IllegalArgumentException(
                    "an existing cluster has to be named by kubeuser.context, a context of the"
                            + " kubeconfig; the current context is never taken by itself. There is "
                            + KubeconfigFiles.describeContexts(requiredKubeconfigs()));
        }
        return context;
    }

    /** The files, once they are needed. */
    public List<Path> requiredKubeconfigs() {
        if (kubeconfigs.isEmpty()) {
            throw new IllegalArgumentException(
                    "an existing cluster is reached by a kubeconfig: name it by"
                            + " kubeuser.kubeconfig or the environment variable KUBECONFIG, and its context by kubeuser.context");
        }
        return kubeconfigs;
    }
}
