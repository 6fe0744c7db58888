// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Names the cluster of kind {@link ClusterKind#EXISTING}. Never uses the kubeconfig's current context, which is just
 * the one that was used last.
 *
 * <p>Immutable and thread-safe.
 *
 * @param kubeconfigs the files, merged as kubectl merges those in {@code KUBECONFIG}: the first file to name something
 *     wins
 * @param context the context; {@code null} if none was named
 * @see <a href="https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/">Organizing
 *     Cluster Access Using kubeconfig Files</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ExistingOptions(
        List<Path> kubeconfigs, @Nullable String context) {

    /** Names no cluster, for specifications of other kinds. */
    public static final ExistingOptions NONE = new ExistingOptions(List.of(), null);

    /** Copies the list. */
    public ExistingOptions {
        kubeconfigs = List.copyOf(kubeconfigs);
    }

    /**
     * {@return the cluster of a context}
     *
     * @param kubeconfig the file
     * @param context the context
     */
    public static ExistingOptions of(Path kubeconfig, String context) {
        return new ExistingOptions(List.of(kubeconfig), context);
    }

    /**
     * Names a cluster as {@code kubeuser.kubeconfig} and {@code kubeuser.context} do.
     *
     * @param kubeconfigs files, separated as in {@code KUBECONFIG}; {@code null} for those in that environment variable
     * @param context the context; {@code null} if none was named
     * @return the options
     */
    @API(status = API.Status.INTERNAL)
    public static ExistingOptions of(@Nullable String kubeconfigs, @Nullable String context) {
        String list = kubeconfigs == null ? Objects.requireNonNullElse(System.getenv("KUBECONFIG"), "") : kubeconfigs;
        List<Path> files = Arrays.stream(list.split(File.pathSeparator, -1))
                .filter(path -> !path.isBlank())
                .map(path -> Path.of(path.strip()))
                .toList();
        return new ExistingOptions(files, context);
    }
}
